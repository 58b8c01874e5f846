#pragma once
/// \file
/// NumPy's archives of arrays, .npz: the weights of a net (save_npz, load_npz), and named arrays such as data sets
/// (NpzFile, save_npz).
///
///     save_npz(net, "digits.npz");                                // arrays "0.weight", "0.bias", "2.weight", …
///     load_npz(net, "digits.npz");                                // all or nothing; weights_error otherwise
///     load_npz(net, "head.npz", {.names = {"fc1", "fc2", "out"}});
///
///     NpzFile mnist("mnist.npz");                                 // x_train: 60000 × 28 × 28, y_train: 60000
///     auto train = mnist.dataset<784, std::uint8_t, std::uint8_t>("x_train", "y_train", {.class_count = 10});
///     auto mean = mnist.load<std::vector<float>>("mean");
///     save_npz({{"x", inputs}, {"y", outputs}}, "results.npz", {.compressed = true});
///
/// The names, extents and order of a net's arrays are those of the state_dict() of a torch.nn.Sequential of the same
/// layers (net/tensors.hpp): in PyTorch `model.load_state_dict({k: torch.from_numpy(v) for k, v in
/// np.load(path).items()})` reads them, and `np.savez(path, **{k: v.numpy() for k, v in model.state_dict().items()})`
/// writes them.
///
/// What np.savez and np.savez_compressed write is read; types of C++ stand for extents as in io/npy.hpp. The order of
/// the arrays does not matter, members that are no arrays (not NAME.npy) are left out. Names are only names: nothing is
/// ever written to a path that an archive says.
///
/// A file is trusted in nothing: a wrong one is an npy_error, or a weights_error where a net is loaded, whatever its
/// bytes. Without exceptions an error aborts (see `fail`). The header needs libzip (CMake: find_package(sinew
/// COMPONENTS zip), sinew::zip).

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/config/lifetime.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/mistake/data.hpp>
#include <sinew/compose/is_net.hpp>
#include <sinew/data/dataset.hpp>
#include <sinew/io/npy.hpp>
#include <sinew/io/npy_format.hpp>
#include <sinew/io/npy_numbers.hpp>
#include <sinew/io/npz_archive.hpp>
#include <sinew/io/npz_net.hpp>
#include <sinew/io/safetensors_load.hpp>
#include <sinew/io/safetensors_net.hpp>
#include <sinew/io/source_file.hpp>

namespace SINEW_NAMESPACE {

/// Options of NpzFile.
struct NpzFileOptions {
  /// The most bytes of memory that an array may take, unless its type says its size: a small archive can expand to a
  /// thousand times its size. 0: 64 MiB and 64 times the file.
  std::uint64_t most_bytes = 0;
};

/// An archive that is open for reading.
///
///     NpzFile mnist("mnist.npz");
///     for (const std::string& name : mnist.names()) std::cout << name << '\n';
///
/// Errors: npy_error. A call reads from the file, so calls of several threads at once are not allowed.
class NpzFile {
 public:
  /// Opens an archive and checks its list of members.
  /// Cost: at most twice the file and 1 MiB of memory; no array is read.
  explicit NpzFile(const std::string& path, const NpzFileOptions& options = {})
      : archive_{path, _detail::NpzErrors::of_arrays},
        most_bytes_{options.most_bytes > 0 ? options.most_bytes : (std::uint64_t{64} << 20) + 64 * archive_.bytes()} {
    for (const auto& member : archive_.members()) names_.push_back(member.name);
  }

  /// The names of the arrays, in the order of the file, without .npy.
  [[nodiscard]] const std::vector<std::string>& names() const noexcept SINEW_LIFETIMEBOUND { return names_; }
  /// Whether there is an array of this name.
  [[nodiscard]] bool contains(std::string_view name) const noexcept {
    for (const std::string& known : names_)
      if (known == name) return true;
    return false;
  }
  /// The extents of an array in the file.
  [[nodiscard]] std::vector<std::size_t> shape(std::string_view name) const {
    _detail::NpzMember stream(archive_, member(name));
    const _detail::npy_header header = _detail::read_npy_header(stream);
    std::vector<std::size_t> extents;
    for (const std::uint64_t extent : header.extents()) extents.push_back(_detail::in_memory(extent));
    return extents;
  }
  /// The type of its numbers in the file, as NumPy calls it: "float32".
  [[nodiscard]] std::string dtype(std::string_view name) const {
    _detail::NpzMember stream(archive_, member(name));
    return _detail::name_of(_detail::read_npy_header(stream).type);
  }
  /// Reads an array, as load_npy() does.
  /// Misuse: no such type → `mistake::not_an_array_of_numbers`.
  template <class Array> [[nodiscard]] Array load(std::string_view name, const NpyOptions& options = {}) const {
    if constexpr (!_detail::NpyReadable<Array>) {
      decltype(mistake::tell(mistake::of<mistake::not_an_array_of_numbers<mistake::given<Array>>>)){};
      return {};
    } else {
      _detail::NpzMember stream(archive_, member(name));
      auto array =
          _detail::read_npy_array<Array>(stream, options.axes, options.allow_non_finite, most_bytes_,
                                         " (64 MiB and 64 times the file, or NpzFileOptions{.most_bytes = …})");
      stream.finish();
      return array;
    }
  }
  /// Reads samples of N numbers of type T and their targets, as load_npy_dataset() does.
  /// Misuse: no numbers → `mistake::not_an_array_of_numbers`; bool as Label → `mistake::targets_of_bool`.
  template <std::size_t N, class Label, class T = float>
  [[nodiscard]] Dataset<std::array<T, N>, Label> dataset(std::string_view inputs, std::string_view targets,
                                                         const NpyDatasetOptions& options = {}) const {
    using fault = _detail::npy_dataset_mistake<N, Label, T>;
    if constexpr (!std::is_same_v<fault, mistake::nothing>) {
      decltype(mistake::tell(mistake::of<fault>)){};
      return {};
    } else if constexpr (std::is_same_v<Label, bool>) {
      return {};
    } else {
      auto x = load<std::vector<std::array<T, N>>>(
          inputs, {.axes = options.axes, .allow_non_finite = options.allow_non_finite});
      auto t = load<std::vector<Label>>(targets, {.allow_non_finite = options.allow_non_finite});
      return _detail::npy_dataset((std::move)(x), (std::move)(t), options.class_count, _detail::name_text(inputs),
                                  [&](std::string found, std::string expected) {
                                    archive_.refuse(_detail::name_text(targets), (std::move)(found),
                                                    (std::move)(expected));
                                  });
    }
  }

 private:
  const _detail::NpzReader::member& member(std::string_view name) const {
    for (const auto& member : archive_.members())
      if (member.name == name) return member;
    std::string known;
    for (std::size_t i = 0; i < names_.size() && i < 12; ++i)
      known += (i > 0 ? ", " : "one of ") + _detail::name_text(names_[i]);
    archive_.refuse(_detail::name_text(name), "no such array",
                    known.empty() ? "an archive with arrays" : known + (names_.size() > 12 ? ", …" : ""));
  }

  _detail::NpzReader archive_;
  std::uint64_t most_bytes_;
  std::vector<std::string> names_{};
};

/// A name and an array for save_npz(). It refers to the array, which must outlive it.
struct NpzEntry {
  std::string name;         ///< without .npy
  _detail::npy_view array;  ///< the numbers
  /// Takes what save_npy() takes.
  /// Misuse: no array of numbers → `mistake::not_an_array_of_numbers`.
  template <class Array> NpzEntry(std::string of_name, const Array& numbers SINEW_LIFETIMEBOUND)
      : name{(std::move)(of_name)} {
    if constexpr (!_detail::NpyWritable<Array>)
      decltype(mistake::tell(mistake::of<mistake::not_an_array_of_numbers<mistake::given<Array>>>)){};
    else array = _detail::npy_view_of(numbers);
  }
};

/// Options of save_npz() for arrays.
struct NpzOptions {
  /// Deflates the arrays, as np.savez_compressed does.
  bool compressed = false;
};

namespace _detail {
/// An array as a member of an archive.
class NpzView final : public NpzSource {
 public:
  explicit NpzView(const npy_view& view) : view_{view}, beginning_{_detail::npy_beginning(view.type, view.extents)} {}
  std::uint64_t size() const override { return std::uint64_t{beginning_.size()} + view_.bytes(); }
  void rewind() override { at_ = 0; }
  std::size_t read(unsigned char* to, std::size_t count) override {
    const std::size_t head = at_ < beginning_.size() ? min_of(count, beginning_.size() - at_) : 0;
    if (head > 0) __builtin_memcpy(to, beginning_.data() + at_, head);
    at_ += head;
    const std::size_t of_numbers = at_ - beginning_.size();
    const std::size_t rest = at_ < beginning_.size() ? 0 : min_of(count - head, view_.bytes() - of_numbers);
    if (rest > 0) __builtin_memcpy(to + head, static_cast<const unsigned char*>(view_.numbers) + of_numbers, rest);
    at_ += rest;
    return head + rest;
  }

 private:
  const npy_view& view_;
  std::string beginning_;
  std::size_t at_ = 0;
};
}  // namespace _detail

/// Writes arrays under their names: what np.savez(path, x=inputs, y=outputs) writes. The file is replaced at once and
/// whole: at any moment it is the old one or the new one, on the disk too.
/// Errors: npy_error; the old file is then untouched. Causes: the file cannot be written; a name twice, or none.
/// Cost: writes the arrays as they are in memory, deflated with .compressed.
inline void save_npz(std::span<const NpzEntry> arrays, const std::string& path, const NpzOptions& options = {}) {
  std::vector<std::unique_ptr<_detail::NpzView>> members;
  members.reserve(arrays.size());
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    const std::string name = _detail::name_text(arrays[i].name);
    if (arrays[i].name.empty()) _detail::fail(npy_error(path, name, "an array without a name", "a name"));
    for (std::size_t k = 0; k < i; ++k)
      if (arrays[k].name == arrays[i].name)
        _detail::fail(npy_error(path, name, "two arrays of this name", "each name once"));
    _detail::check_writable(arrays[i].array, path, name);
  }
  _detail::NpzWriter archive(path, _detail::NpzErrors::of_arrays);
  for (const NpzEntry& entry : arrays) {
    members.push_back(std::make_unique<_detail::NpzView>(entry.array));
    archive.add(entry.name, *members.back(), options.compressed);
  }
  archive.finish();
}
/// The same of a list: save_npz({{"x", inputs}, {"y", outputs}}, "results.npz").
inline void save_npz(std::initializer_list<NpzEntry> arrays, const std::string& path, const NpzOptions& options = {}) {
  sinew::save_npz(std::span<const NpzEntry>(arrays.begin(), arrays.size()), path, options);
}

/// Saves the weights of a net, and the buffers such as running means, as an archive of one array for each tensor. The
/// file is replaced at once and whole: at any moment it is the old one or the new one, on the disk too.
/// Errors: weights_error; the old file is then untouched. Causes: the file cannot be written; a number is too large for
/// .dtype; .names are of another number than the net's, give two tensors one name or are not in UTF-8.
/// Cost: one pass over the weights; 5 KiB of memory for each tensor.
/// Misuse: not a net → `mistake::not_a_net`.
template <class Net>
requires(!std::is_convertible_v<const Net&, std::span<const NpzEntry>>) void save_npz(
    const Net& net, const std::string& path, const NpzWeightsOptions& options = {}) {
  if constexpr (!_detail::is_net<Net>) {
    decltype(mistake::tell(mistake::of<mistake::not_a_net<Net>>)){};
  } else {
    using T = typename Net::scalar;
    _detail::save_npz_tensors<T>(_detail::facts_of<Net>::value, net.parameters.data(), _detail::buffers_in(net), path,
                                 options);
  }
}

/// Loads the weights of a net, and its buffers, from an archive that save_npz or NumPy wrote. Numbers in float16,
/// float32 and float64 are converted to the scalar of the net. All tensors of the net must be in the file, with their
/// names and extents, and no others but PyTorch's `num_batches_tracked` of BatchNorm. The options are those of
/// load_safetensors; an archive has no golden sample.
/// Errors: weights_error, with all differences between file and net in its sentence as far as they fit; the net is then
/// unchanged to the bit.
/// Cost: reads the file once, to memory of its own; the memory of one more net, and of two copies of the largest tensor
/// that is in Fortran order or big-endian. No array is expanded unless its extents are those of the net's tensor.
/// Misuse: not a net → `mistake::not_a_net`.
template <class Net> void load_npz(Net& net, const std::string& path, const LoadOptions& options = {}) {
  if constexpr (!_detail::is_net<Net>) {
    decltype(mistake::tell(mistake::of<mistake::not_a_net<Net>>)){};
  } else {
    using T = typename Net::scalar;
    _detail::NpzWeights file(path);
    _detail::TensorLoader<T, _detail::NpzWeights> loader(_detail::facts_of<Net>::value, file, options);
    loader.read();
    loader.write(net.parameters.data(), _detail::buffers_in(net));
  }
}

}  // namespace sinew
