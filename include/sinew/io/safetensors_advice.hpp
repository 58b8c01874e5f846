#pragma once
/// \file
/// What to write where a file of weights has the tensors of a net under other names: `.prefix` or `.names`.
///
/// An advice may be pasted without a thought, so it is only given where nothing but names differs, and it never passes
/// a guess for a fact: which of several modules of equal extents is which can only be told by numbers in their names
/// ("layers.2" is before "layers.10", whatever the order in the file). Where it cannot, the advice names these modules.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/net/tensors.hpp>
#include <sinew/io/dtype.hpp>
#include <sinew/io/safetensors_net.hpp>
#include <sinew/io/source_file.hpp>
#include <sinew/io/tensor_directory.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Whether a tensor of a file has these extents.
inline bool same_extents(const file_tensor& tensor, const TensorDescription& t) noexcept {
  return std::equal(t.extents.begin(), t.extents.end(), tensor.shape.begin(),
                    tensor.shape.begin() + static_cast<std::ptrdiff_t>(tensor.rank));
}
/// Whether a net can take its numbers for this tensor.
inline bool fits(const file_tensor& tensor, const TensorDescription& t) noexcept {
  return _detail::same_extents(tensor, t) && _detail::dtype_named(tensor.type->name) != Dtype::of_net;
}
/// Whether it may be PyTorch's number of batches of BatchNorm: by its name, and one number. NumPy makes it an array.
[[gnu::cold]] inline bool counts_batches(const file_tensor& tensor) noexcept {
  const std::string_view name = tensor.name, own = "num_batches_tracked";
  if (!name.ends_with(own) || (name.size() > own.size() && name[name.size() - own.size() - 1] != '.')) return false;
  for (const std::uint64_t extent : tensor.extents())
    if (extent != 1) return false;
  return true;
}

/// The order in which a program would have modules of these names: numbers count as numbers, other parts of a name come
/// as they come in the list.
class NaturalOrder {
 public:
  explicit NaturalOrder(const std::vector<std::string_view>& names) : names_{names} {}
  bool operator()(std::size_t a, std::size_t b) const { return compare(names_[a], names_[b]).before; }
  /// Whether the numbers in them say which one is first.
  bool by_numbers(std::size_t a, std::size_t b) const { return compare(names_[a], names_[b]).by_numbers; }

 private:
  struct Result {
    bool before, by_numbers;
  };
  static bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
  /// Where the digits, or the other characters, that begin at `at` end.
  static std::size_t end_of_piece(std::string_view name, std::size_t at) noexcept {
    std::size_t end = at;
    while (end < name.size() && is_digit(name[end]) == is_digit(name[at])) ++end;
    return end;
  }
  [[gnu::cold]] Result compare(std::string_view a, std::string_view b) const {
    std::size_t at = 0, a_end = 0, b_end = 0;
    for (;; at = a_end) {
      a_end = end_of_piece(a, at);
      b_end = end_of_piece(b, at);
      if (a_end == at || b_end == at) return {a_end < b_end, false};  // one is the beginning of the other
      if (a.substr(at, a_end - at) != b.substr(at, b_end - at)) break;
    }
    const bool a_number = is_digit(a[at]), b_number = is_digit(b[at]);
    if (a_number != b_number) return {a_number, false};
    if (!a_number) return {first_with(a.substr(0, a_end)) < first_with(b.substr(0, b_end)), false};
    std::string_view m = a.substr(at, a_end - at), n = b.substr(at, b_end - at);
    const bool fewer_zeros = m.size() < n.size();
    m.remove_prefix(min_of(m.find_first_not_of('0'), m.size()));
    n.remove_prefix(min_of(n.find_first_not_of('0'), n.size()));
    if (m == n) return {fewer_zeros, false};
    return {m.size() != n.size() ? m.size() < n.size() : m < n, true};
  }
  /// The first name that begins with these pieces, the last of which is not of digits.
  [[gnu::cold]] std::size_t first_with(std::string_view pieces) const {
    std::size_t k = 0;
    while (!names_[k].starts_with(pieces) || (names_[k].size() > pieces.size() && !is_digit(names_[k][pieces.size()])))
      ++k;
    return k;
  }

  const std::vector<std::string_view>& names_;
};

/// `.names = {"a", "b"}`, with the part that all have in `.prefix` if it is long, or what it would be.
[[gnu::cold]] inline std::string names_to_write(const std::vector<std::string_view>& modules,
                                                const std::string& prefix) {
  constexpr std::size_t most = 380;
  const auto list = [&](std::size_t from) {
    std::string text;
    for (std::size_t m = 0; m < modules.size() && text.size() < most; ++m)
      text += (m > 0 ? ", " : "{") + name_text(modules[m].substr(from));
    return text + "}";
  };
  if (std::string text = list(0); text.size() < most) return ".names = " + text;
  std::string_view common = modules.front();
  for (const std::string_view module : modules)
    while (!module.starts_with(common)) common.remove_suffix(1);
  if (const std::size_t dot = common.rfind('.'); dot != common.npos) {
    common = common.substr(0, dot + 1);
    if (const std::string text = list(common.size()); text.size() < most)
      return ".prefix = " + name_text(prefix + std::string(common)) + ", .names = " + text;
  }
  return ".names with " + _detail::digits(modules.size()) + " names, from " + name_text(modules.front()) + " to " +
         name_text(modules.back());
}
/// Names in quotes, the first ones of many.
[[gnu::cold]] inline std::string some_names(const std::vector<std::string_view>& names) {
  constexpr std::size_t most = 6;
  const std::size_t shown = names.size() > most ? most - 1 : names.size();
  std::string text;
  for (std::size_t k = 0; k < shown; ++k)
    text += (k == 0 ? "" : k + 1 == names.size() ? " and " : ", ") + name_text(names[k]);
  return names.size() > shown ? text + " and " + _detail::digits(names.size() - shown) + " more" : text;
}

/// What a file has under other names, and what to write.
class NamesAdvice {
 public:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  /// `names` are those of the net's tensors, behind the prefix of the options; `in_file` has the tensors of these names
  /// in the directory.
  template <class T>
  NamesAdvice(const net_facts<T>& net, const SafetensorsDirectory& directory, const std::vector<std::string>& names,
              const std::vector<std::size_t>& in_file, const LoadOptions& options)
      : tensors_{net.tensors},
        modules_{net.modules.size()},
        directory_{directory},
        names_{names},
        in_file_{in_file},
        prefix_{options.prefix},
        renamed_{!options.names.empty()},
        pairs_(names.size(), none) {
    find();
  }
  /// What to write; empty if that is not known.
  const std::string& text() const noexcept { return text_; }
  /// The tensor of the file for each of the net, or `none`.
  const std::vector<std::size_t>& pairs() const noexcept { return pairs_; }

 private:
  // A file that was made to take time takes a second at most.
  static constexpr std::size_t most_tensors = 8192, most_modules = 1024, most_prefixes = 256;
  struct Module {
    std::string_view name;  ///< behind the prefix
    std::vector<std::size_t> tensors;
    bool used = false;
  };

  [[gnu::cold]] void find() {
    if (names_.empty() || directory_.size() > most_tensors || find_prefix()) return;
    if (!prefix_.empty() && !any_behind_prefix())
      text_ = "no tensor of the file has a name that begins with .prefix, " + name_text(prefix_);
    else find_modules();
  }
  [[gnu::cold]] bool any_behind_prefix() const {
    for (std::size_t i = 0; i < directory_.size(); ++i)
      if (directory_[i].name.starts_with(prefix_)) return true;
    return false;
  }

  /// The net's names behind one prefix: "model.", "module.", "_orig_mod.".
  [[gnu::cold]] bool find_prefix() {
    const auto by_name = _detail::sorted_indices(
        directory_.size(), [&](std::size_t i, std::size_t j) { return directory_[i].name < directory_[j].name; });
    const auto find = [&](const std::string& name) {
      const auto at = std::lower_bound(by_name.begin(), by_name.end(), std::string_view(name),
                                       [&](std::size_t a, std::string_view b) { return directory_[a].name < b; });
      return at != by_name.end() && directory_[*at].name == name ? *at : none;
    };
    const std::string_view first = std::string_view(names_[0]).substr(prefix_.size());
    std::vector<std::string> found;
    std::size_t others = 0, tries = 0;
    for (const std::size_t i : by_name) {
      const std::string_view name = directory_[i].name;
      if (!name.ends_with(first) || !name.substr(0, name.size() - first.size()).ends_with('.')) continue;
      if (tries++ == most_prefixes) break;
      const std::string prefix(name.substr(0, name.size() - first.size()));
      std::vector<std::size_t> pairs(names_.size());
      bool all = true;
      for (std::size_t k = 0; k < names_.size() && all; ++k) {
        pairs[k] = find(prefix + names_[k].substr(prefix_.size()));
        all = pairs[k] != none && _detail::fits(directory_[pairs[k]], tensors_[k]);
      }
      if (!all) continue;
      std::size_t behind = 0;
      for (const std::size_t k : by_name)
        behind += directory_[k].name.starts_with(prefix) && !_detail::counts_batches(directory_[k]);
      if (behind != names_.size()) continue;  // it has others
      if (found.empty()) {
        pairs_.swap(pairs);
        for (const std::size_t k : by_name) others += !directory_[k].name.starts_with(prefix);
      }
      found.push_back(prefix);
      if (found.size() == 3) break;
    }
    if (found.empty()) return false;
    text_ = "write .prefix = ";
    for (std::size_t k = 0; k < found.size(); ++k) text_ += (k > 0 ? " or " : "") + name_text(found[k]);
    if (others > 0) text_ += ", without the other tensors of the file";
    return true;
  }

  /// A name as that of a module and of a tensor in it, which may have dots as "out_proj.bias" of attention has.
  [[gnu::cold]] std::size_t begin_of_own_name(std::string_view name) const {
    std::size_t longest = 0;
    for (const std::string_view own : own_names_)
      if (own.size() > longest && name.ends_with(own) &&
          (name.size() == own.size() || name[name.size() - own.size() - 1] == '.'))
        longest = own.size();
    if (longest > 0) return name.size() - longest;
    const std::size_t dot = name.rfind('.');
    return dot == name.npos ? 0 : dot + 1;
  }
  /// The tensor of module m of the net that a tensor of the file can be; none without one.
  [[gnu::cold]] std::size_t own_tensor(std::size_t in_file, std::size_t m) const {
    const file_tensor tensor = directory_[in_file];
    const std::string_view name = tensor.name.substr(prefix_.size()), own = name.substr(begin_of_own_name(name));
    for (std::size_t k = begin_[m]; k < begin_[m + 1]; ++k)
      if (tensors_[k].own_name == own && _detail::fits(tensor, tensors_[k])) return k;
    return none;
  }
  /// Whether the file has the tensors of module m there, and no other ones.
  [[gnu::cold]] bool can_be(const Module& module, std::size_t m) const {
    if (begin_[m + 1] - begin_[m] != module.tensors.size()) return false;
    for (const std::size_t i : module.tensors)
      if (own_tensor(i, m) == none) return false;
    return true;
  }

  /// Finds the names of the modules, if each module of the net and of the file has one of the other.
  [[gnu::cold]] void find_modules() {
    if (modules_ > most_modules) return;
    for (std::size_t k = 0; k < tensors_.size(); ++k) {
      const TensorDescription& t = tensors_[k];
      if (begin_.size() == t.module) begin_.push_back(k);  // the tensors of a module are side by side
      if (std::find(own_names_.begin(), own_names_.end(), t.own_name) == own_names_.end())
        own_names_.push_back(t.own_name);
    }
    begin_.push_back(tensors_.size());
    std::vector<Module> modules;
    for (std::size_t i = 0; i < directory_.size(); ++i) {
      const file_tensor tensor = directory_[i];
      if (!tensor.name.starts_with(prefix_) || _detail::counts_batches(tensor)) continue;
      const std::string_view name = tensor.name.substr(prefix_.size());
      const std::size_t own = begin_of_own_name(name);
      const std::string_view module = name.substr(0, own > 0 ? own - 1 : 0);
      auto at = std::find_if(modules.begin(), modules.end(), [&](const Module& m) { return m.name == module; });
      if (at == modules.end()) {
        if (modules.size() == most_modules) return;
        at = modules.insert(at, {module, {}});
      }
      at->tensors.push_back(i);
    }
    std::vector<std::size_t> module_of(modules_, none);
    if (renamed_) keep_given(modules, module_of);
    std::vector<std::string_view> names, guessed;
    for (const Module& module : modules) names.push_back(module.name);
    for (std::size_t m = 0; m < module_of.size(); ++m) {
      if (module_of[m] != none) continue;
      // All modules like this one.
      std::vector<std::size_t> those, of_net;
      for (std::size_t k = 0; k < modules.size(); ++k)
        if (!modules[k].used && can_be(modules[k], m)) those.push_back(k);
      if (those.empty()) return;
      for (std::size_t k = m; k < module_of.size(); ++k)
        if (module_of[k] == none && can_be(modules[those[0]], k)) of_net.push_back(k);
      if (those.size() != of_net.size()) return;
      const NaturalOrder order(names);
      std::vector<std::size_t> sorted;
      for (const std::size_t k : _detail::sorted_indices(
               those.size(), [&](std::size_t i, std::size_t j) { return order(those[i], those[j]); }))
        sorted.push_back(those[k]);
      those.swap(sorted);
      bool known = true;
      for (std::size_t k = 0; k < those.size(); ++k) {
        module_of[of_net[k]] = those[k];
        modules[those[k]].used = true;
        known = known && (k == 0 || order.by_numbers(those[k - 1], those[k]));
      }
      if (!known)
        for (const std::size_t k : those) guessed.push_back(names[k]);
    }
    for (const Module& module : modules)
      if (!module.used) return;
    std::vector<std::string_view> in_order;
    for (std::size_t m = 0; m < module_of.size(); ++m) {
      const Module& module = modules[module_of[m]];
      in_order.push_back(module.name);
      for (const std::size_t i : module.tensors)
        if (const std::size_t k = own_tensor(i, m); k != none) pairs_[k] = i;
    }
    text_ = "if only names differ, write " + names_to_write(in_order, prefix_);
    if (!guessed.empty())
      text_ += ", where the order of " + some_names(guessed) +
               " is a guess, as their extents are the same: compare it with the model's";
  }
  /// Names that were given and are right stay.
  [[gnu::cold]] void keep_given(std::vector<Module>& modules, std::vector<std::size_t>& module_of) const {
    for (std::size_t m = 0; m < module_of.size(); ++m) {
      std::size_t tensor = none;
      bool right = true;
      for (std::size_t k = begin_[m]; k < begin_[m + 1]; ++k) {
        tensor = in_file_[k];
        right = right && tensor != none && _detail::fits(directory_[tensor], tensors_[k]);
      }
      for (std::size_t k = 0; right && tensor != none && k < modules.size(); ++k)
        if (std::find(modules[k].tensors.begin(), modules[k].tensors.end(), tensor) != modules[k].tensors.end()) {
          module_of[m] = k;
          modules[k].used = true;
        }
    }
  }

  std::span<const TensorDescription> tensors_;
  std::size_t modules_;  // of the net
  const SafetensorsDirectory& directory_;
  const std::vector<std::string>& names_;
  const std::vector<std::size_t>& in_file_;
  const std::string& prefix_;
  bool renamed_;
  std::vector<std::size_t> pairs_;
  std::vector<std::size_t> begin_{};  // of each module's tensors in the net, and their end
  std::vector<std::string_view> own_names_{};
  std::string text_{};
};

}  // namespace sinew::_detail
