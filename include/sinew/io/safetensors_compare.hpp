#pragma once
/// \file
/// How a file of weights differs from a net: all differences in one error.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/config/error.hpp>
#include <sinew/mistake/sentence.hpp>
#include <sinew/net/tensors.hpp>
#include <sinew/io/dtype.hpp>
#include <sinew/io/safetensors_advice.hpp>
#include <sinew/io/safetensors_net.hpp>
#include <sinew/io/source_file.hpp>
#include <sinew/io/tensor_directory.hpp>
#include <sinew/io/weights_error.hpp>

namespace SINEW_NAMESPACE::_detail {

/// How far a name is from another one: insertions, deletions and replacements of characters.
inline std::size_t edits_between(std::string_view a, std::string_view b) {
  std::array<std::size_t, 65> row;
  a = a.substr(0, 64);
  b = b.substr(0, 64);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] != b[j]);
      diagonal = row[j + 1];
      row[j + 1] = min_of(replaced, min_of(diagonal, row[j]) + 1);
    }
  }
  return row[b.size()];
}

/// The differences of a file from a net: the first 64, and how many there are.
class WeightDifferences {
 public:
  struct Difference {
    std::string tensor, found, expected;
  };
  /// `layer` is the place in the net; empty for a tensor that only the file has.
  void add(std::string tensor, std::string found, std::string expected, const std::string& layer = {}) {
    if (count_++ == 0) first_layer_ = layer;
    if (all_.size() < 64) all_.push_back({(std::move)(tensor), (std::move)(found), (std::move)(expected)});
  }
  std::size_t count() const noexcept { return count_; }

  /// Throws the error if there is a difference. `facts` are those of the net, `advice` says what to write instead.
  template <class T, class TensorFile>
  void refuse(const net_facts<T>& facts, const TensorFile& file, const std::string& advice = {}) const {
    if (count_ == 0) return;
    const std::string_view saved = file.tensors().metadata("sinew.net");
    refuse(file.name(), in_text(facts.short_type),
           saved.data() == nullptr || saved == facts.type ? std::string()
                                                          : " (the file is of " + _detail::printable(saved, 120) + ")",
           advice);
  }

 private:
  /// Throws the error. `net` is the net, `of` what the file is of if it says so, `advice` what to write instead.
  [[noreturn]] void refuse(const std::string& path, const std::string& net, const std::string& of,
                           const std::string& advice) const {
    // What Error holds, without the last words; a very long path leaves room for one difference.
    const std::size_t most = 1000 - min_of<std::size_t>(advice.size(), 650);
    std::string sentence = path + ": ";
    const std::string layer = first_layer_.empty() ? "" : " " + first_layer_;
    if (count_ == 1) sentence += "1 difference from " + net + of + (layer.empty() ? "" : ", in" + layer);
    else
      sentence += in_text(_detail::quantity(count_, "difference").view()) + " from " + net + of +
                  (layer.empty() ? "" : ", the first in" + layer);
    std::size_t shown = 0;
    for (const auto& [tensor, found, expected] : all_) {
      const std::string one =
          (tensor.empty() ? "" : "tensor " + tensor + ": ") + "found " + found + ", expected " + expected;
      if (shown > 0 && sentence.size() + one.size() + 30 > most) break;
      sentence += (shown++ > 0 ? "; " : ": ") + one;
    }
    if (shown < count_) sentence += "; and " + _detail::digits(count_ - shown) + " more";
    if (!advice.empty()) sentence += "; " + advice;
    const Difference& first = all_.front();
    fail(weights_error(sentence, path, first.tensor, first.found, first.expected, count_));
  }

  std::vector<Difference> all_{};
  std::string first_layer_{};
  std::size_t count_ = 0;
};

/// The type that a file names and the one that is expected, both from the first argument that differs: of a net, from
/// the layer.
struct TypeDifference {
  TypeDifference(std::string_view is, std::string_view wanted) : differ{is != wanted} {
    if (!differ) return;
    std::size_t same = 0, depth = 0;  // the characters before that argument, and how deep it lies
    for (std::size_t i = 0; i < min_of(is.size(), wanted.size()) && is[i] == wanted[i]; ++i) {
      depth += is[i] == '<';
      depth -= is[i] == '>';
      if (depth == 1 && (is[i] == '<' || is[i] == ' ')) same = i + 1;
    }
    const auto from_there = [&](std::string_view type) {
      return (same > 0 ? "…" : "") + _detail::printable(type.substr(same), 120);
    };
    if (!is.empty()) found = from_there(is);
    expected = from_there(wanted);
  }
  bool differ;
  std::string found{}, expected{};  ///< found is empty if the file names none
};

/// Numbers of a tensor that a net cannot have.
struct OddNumbers {
  std::size_t count = 0, first = 0;  ///< how many there are, and the first one's index in the tensor
  bool too_large = false;            ///< whether that one is finite in the file

  /// Adds that to the differences.
  void say(WeightDifferences& all, const std::string& tensor, const TensorDescription& t,
           const std::string& layer) const {
    if (count == 0) return;
    const std::string place =
        " at " + index_text(t) + (count > 1 ? " and " + _detail::digits(count - 1) + " more" : in_text(""));
    if (too_large) all.add(tensor, "a number beyond the largest float" + place, "numbers that the net can hold", layer);
    else all.add(tensor, "a number that is not finite" + place, "finite numbers (or .allow_non_finite)", layer);
  }

 private:
  /// "[3, 0]", the indices of the first one.
  std::string index_text(const TensorDescription& t) const {
    std::string text = "]";
    std::size_t element = first;
    for (std::size_t k = t.extents.size(); k-- > 0; element /= t.extents[k])
      text = (k > 0 ? ", " : "") + std::to_string(element % t.extents[k]) + text;
    return "[" + text;
  }
};

/// Throws the error of a checkpoint that is read as a file of weights. It holds the weights several times; with a
/// prefix, a program says which it wants.
template <class TensorFile> [[gnu::cold]] void refuse_checkpoint(const TensorFile& file, const std::string& prefix) {
  const std::string_view of = file.tensors().metadata("sinew.checkpoint");
  if (of.data() == nullptr || !prefix.empty()) return;
  file.refuse("a checkpoint of " + in_text(of == "Trainer" ? "a Trainer" : "fit()"),
              "a file of weights: load_safetensors(net, path, {.prefix = \"net.\"}) reads those of the checkpoint, "
              "\"best.\" the best ones, and load_checkpoint(trainer, path) goes on with the training");
}

/// What a file has for each tensor of a net.
template <class T, class TensorFile> class TensorComparison {
 public:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  /// A tensor of the net, by its index, and what the file has for it: an index in the directory.
  struct Match {
    std::size_t tensor, in_file;
  };

  /// `names` are those of the net's tensors in the file, by the options.
  TensorComparison(const net_facts<T>& net, const TensorFile& file, const std::vector<std::string>& names,
                   const LoadOptions& options)
      : net_{net},
        file_{file},
        directory_{file.tensors()},
        names_{names},
        options_{options},
        in_file_(names.size(), none) {
    const auto by_name = _detail::sorted_indices(
        names_.size(), [&](std::size_t i, std::size_t j) { return names_[i].compare(names_[j]) < 0; });
    for (std::size_t i = 0; i < directory_.size(); ++i) {
      const file_tensor tensor = directory_[i];
      if (!tensor.name.starts_with(options_.prefix)) continue;
      const auto at =
          std::lower_bound(by_name.begin(), by_name.end(), tensor.name,
                           [&](std::size_t a, std::string_view name) { return names_[a].compare(name) < 0; });
      if (at == by_name.end() || names_[*at] != tensor.name) {
        if (!is_batch_count(tensor)) unknown_.push_back(static_cast<std::uint32_t>(i));
        continue;
      }
      in_file_[*at] = i;
      if (_detail::fits(tensor, net_.tensors[*at])) matches_.push_back({*at, i});
    }
  }

  /// Whether the file has all tensors of the net, with their extents, and no others.
  bool fits() const noexcept { return matches_.size() == names_.size() && unknown_.empty(); }
  /// The tensors that the file has with their extents, in the order of the file.
  const std::vector<Match>& matches() const noexcept { return matches_; }

  /// Throws an error with all differences if there is one; `odd` are those of each tensor's numbers.
  [[gnu::cold]] void refuse_differences(const std::vector<OddNumbers>& odd) {
    WeightDifferences all;
    std::string advice;
    std::vector<std::size_t> pairs;
    if (std::find(in_file_.begin(), in_file_.end(), none) != in_file_.end()) {
      const NamesAdvice known(net_, directory_, names_, in_file_, options_);
      advice = known.text();
      pairs = known.pairs();
    }
    leave_out_batch_counts();
    std::vector<bool> taken(directory_.size());
    for (const std::size_t index : pairs)
      if (index != none) taken[index] = true;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      const TensorDescription& t = net_.tensors[i];
      const std::string name = name_text(names_[i]), extents = _detail::shape_text(t.extents);
      const std::string layer = _detail::layer_text(net_, t);
      const auto differs = [&](std::string found, std::string expected) {
        all.add(name, (std::move)(found), (std::move)(expected), layer);
      };
      if (in_file_[i] == none) {
        if (const std::size_t k = pairs[i] != none ? pairs[i] : nearest(names_[i], t, taken); k != none) {
          taken[k] = true;
          differs("the name " + name_text(directory_[k].name), name + " of " + extents);
        } else differs("no such tensor", extents);
        continue;
      }
      const file_tensor tensor = directory_[in_file_[i]];
      if (!_detail::same_extents(tensor, t))
        differs(_detail::shape_text(tensor.extents()) + rearranged(tensor, t), extents);
      if (_detail::dtype_named(tensor.type->name) == Dtype::of_net)
        differs("dtype " + TensorFile::dtype_text(*tensor.type), TensorFile::dtypes);
      odd[i].say(all, name, t, layer);
    }
    for (std::size_t k = 0; k < unknown_.size(); ++k) {
      if (taken[unknown_[k]]) continue;
      if (k >= most_listed) {
        all.add({}, "another tensor", "no such tensor");
        continue;
      }
      const file_tensor tensor = directory_[unknown_[k]];
      all.add(name_text(tensor.name), _detail::shape_text(tensor.extents()), "no such tensor");
    }
    all.refuse(net_, file_, advice);
  }

 private:
  static constexpr std::size_t most_listed = 1024;  // names that are looked at for likeness

  static constexpr std::string_view mean = "running_mean";
  /// The name of the module, with its dot, of PyTorch's number of batches.
  static std::string_view module_of_count(std::string_view name) {
    return name.substr(0, name.size() - std::string_view("num_batches_tracked").size());
  }
  /// PyTorch's BatchNorm counts its batches, which sinew does not.
  bool is_batch_count(const file_tensor& tensor) const {
    if (!_detail::counts_batches(tensor)) return false;
    const std::string_view module = module_of_count(tensor.name);
    for (std::size_t i = 0; i < names_.size(); ++i)
      if (net_.tensors[i].own_name == mean && names_[i].size() == module.size() + mean.size() &&
          names_[i].starts_with(module))
        return true;
    return false;
  }
  /// Those of modules with other names in the file are no differences of their own.
  [[gnu::cold]] void leave_out_batch_counts() {
    const auto counted = [&](const file_tensor& tensor) {
      if (!_detail::counts_batches(tensor)) return false;
      const std::string mean_of_module = std::string(module_of_count(tensor.name)) + std::string(mean);
      for (const std::uint32_t i : unknown_)
        if (directory_[i].name == mean_of_module) return true;
      return false;
    };
    if (unknown_.size() > 4096) return;  // a file that was made to take time
    std::vector<std::uint32_t> others;
    for (const std::uint32_t i : unknown_)
      if (!counted(directory_[i])) others.push_back(i);
    unknown_.swap(others);
  }
  /// What is to say of extents that are right in another order.
  [[gnu::cold]] static std::string rearranged(const file_tensor& tensor, const TensorDescription& t) {
    if (tensor.rank != t.extents.size() || tensor.rank < 2) return {};
    std::vector<std::uint64_t> in_file(tensor.extents().begin(), tensor.extents().end()),
        in_net(t.extents.begin(), t.extents.end());
    if (tensor.rank == 2 && in_file[0] == in_net[1] && in_file[1] == in_net[0]) return ", the transposed matrix";
    std::sort(in_file.begin(), in_file.end());
    std::sort(in_net.begin(), in_net.end());
    return in_file == in_net ? ", the same extents in another order" : "";
  }
  /// The unknown tensor with the same extents and the nearest name, if that can be a slip: not one of a module whose
  /// name is another one.
  [[gnu::cold]] std::size_t nearest(const std::string& name, const TensorDescription& t,
                                    const std::vector<bool>& taken) const {
    std::size_t best = none, fewest = name.size() / 3 + 1;
    for (std::size_t k = 0; k < min_of(unknown_.size(), most_listed); ++k) {
      if (taken[unknown_[k]]) continue;
      const file_tensor tensor = directory_[unknown_[k]];
      if (!_detail::same_extents(tensor, t)) continue;
      const std::string_view module = module_in(name), other = module_in(tensor.name);
      if (module != other && _detail::edits_between(module, other) > max_of<std::size_t>(module.size() / 3, 1))
        continue;
      if (const std::size_t edits = _detail::edits_between(name, tensor.name); edits < fewest) {
        fewest = edits;
        best = unknown_[k];
      }
    }
    return best;
  }
  static std::string_view module_in(std::string_view name) {
    const std::size_t dot = name.rfind('.');
    return name.substr(0, dot == name.npos ? 0 : dot);
  }

  const net_facts<T>& net_;
  const TensorFile& file_;
  const SafetensorsDirectory& directory_;
  const std::vector<std::string>& names_;
  const LoadOptions& options_;
  std::vector<std::size_t> in_file_;
  std::vector<Match> matches_{};
  std::vector<std::uint32_t> unknown_{};
};

}  // namespace sinew::_detail
