#pragma once
/// \file
/// save_npy and load_npy: arrays of numbers in NumPy's format, .npy; load_npy_dataset: samples with their targets.
///
///     save_npy(predictions, "predictions.npy");                   // a vector, array or span of numbers or of arrays
///     auto x = load_npy<std::vector<std::array<float, 4>>>("x.npy");               // N × 4
///     auto mean = load_npy<std::array<double, 3>>("mean.npy");                     // 3
///     auto any = load_npy<NpyArray<float>>("kernel.npy");                          // any.shape, any.values
///     auto train = load_npy_dataset<784, std::uint8_t>("x_train.npy", "y_train.npy", {.class_count = 10});
///
/// What load_npy returns is what its argument says. The extents of the file must be those of the type: N × 28 × 28 for
/// a std::vector<std::array<std::array<float, 28>, 28>>. A flat std::array stands for any extents with as many numbers,
/// row by row: std::vector<std::array<float, 784>> for N × 784 and for N × 28 × 28. sinew's images are in the order of
/// channels, rows, columns; of files with the channels last `.axes = {0, 3, 1, 2}` moves the axes.
///
/// **Reading** takes float16, float32, float64, integers of 8 to 64 bits and bool, in C and Fortran order, in both
/// orders of bytes, in versions 1.0, 2.0 and 3.0 of the format. Numbers become those of the type: floating-point
/// numbers are rounded, integers must be whole numbers that the type can hold. Other arrays (pickled objects,
/// structured dtypes, strings, complex numbers, dates) are refused with a message that says what to do in NumPy.
/// **Writing** is in version 1.0, C order and this machine's order of bytes, with the type of the array: float is
/// float32, std::uint8_t is uint8, bool is bool. The file is replaced at once and whole.
///
/// A file is trusted in nothing: a wrong one is an npy_error, whatever its bytes. Without exceptions an error aborts
/// (see `fail`). Archives of arrays, .npz, are in io/npz.hpp.
/// Source of the format: numpy.lib.format, NEP 1.

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/error.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/mistake/data.hpp>
#include <sinew/data/dataset.hpp>
#include <sinew/io/atomic_file.hpp>
#include <sinew/io/npy_format.hpp>
#include <sinew/io/npy_numbers.hpp>
#include <sinew/io/source_file.hpp>

namespace SINEW_NAMESPACE {

/// An error in a file of NumPy's, or in writing one: the file, the array if it is an archive, what was found and what
/// was expected.
struct SINEW_SHARED_ERROR npy_error : Error {
  std::string file;             ///< the path
  std::string array;            ///< the name of the array in an archive; empty for a .npy file
  std::string found, expected;  ///< what is in that place, and what should be there
  /// Takes the facts and makes the sentence of them.
  npy_error(std::string in_file, std::string of_array, std::string what_found, std::string what_expected)
      : Error{(in_file + ": " + (of_array.empty() ? "" : "array " + of_array + ": ") + "found " + what_found +
               ", expected " + what_expected)
                  .c_str()},
        file{(std::move)(in_file)},
        array{(std::move)(of_array)},
        found{(std::move)(what_found)},
        expected{(std::move)(what_expected)} {}
};

/// Options of load_npy() and NpzFile::load().
struct NpyOptions {
  /// The order of the axes, as of NumPy's transpose: axis k of the result is axis axes[k] of the file. Empty: as in the
  /// file. {0, 3, 1, 2} makes N × channels × rows × columns of N × rows × columns × channels.
  std::vector<std::size_t> axes = {};
  /// Accepts numbers that are infinite or NaN.
  bool allow_non_finite = false;
};

/// Options of load_npy_dataset() and NpzFile::dataset().
struct NpyDatasetOptions {
  /// The order of the inputs' axes, as in NpyOptions.
  std::vector<std::size_t> axes = {};
  /// The number of classes that an integral label must be below; 0: what the type of the label can hold.
  std::size_t class_count = 0;
  /// Accepts numbers that are infinite or NaN.
  bool allow_non_finite = false;
};

namespace _detail {

/// A .npy file.
class NpyFile final : public NpyStream {
 public:
  explicit NpyFile(const std::string& path) : NpyFile(SourceFile<npy_error>(path)) {}
  explicit NpyFile(SourceFile<npy_error> source) : NpyStream(source.size()), source_{(std::move)(source)} {}

 private:
  void take(void* to, std::size_t count) override { source_.read(to, count); }
  void fail_with(std::string found, std::string expected) const override {
    source_.refuse((std::move)(found), (std::move)(expected));
  }
  SourceFile<npy_error> source_;
};

/// Throws unless an array can be written.
inline void check_writable(const npy_view& view, const std::string& path, const std::string& array) {
  if (view.extents.size() > 16)
    fail(npy_error(path, array, std::to_string(view.extents.size()) + " dimensions", "at most 16"));
  if (!view.whole())
    fail(npy_error(path, array, _detail::digits(view.count) + " values",
                   "as many as the shape " + shape_text(std::span(view.extents)) + " says"));
}
inline void save_npy_view(const npy_view& view, const std::string& path) {
  _detail::check_writable(view, path, {});
  AtomicFile file(path);
  const std::string beginning = _detail::npy_beginning(view.type, view.extents);
  if (!file.write(beginning.data(), beginning.size()) || !file.write(view.numbers, view.bytes()) || !file.commit())
    fail(npy_error(path, {}, file.fault(), "a file that can be written"));
}

/// Makes a data set of two files or members. `refuse(found, expected)` throws an error about the targets.
template <class Input, class Label, class Refuse>
Dataset<Input, Label> npy_dataset(std::vector<Input> inputs, std::vector<Label> targets, std::size_t class_count,
                                  const std::string& of, Refuse refuse) {
  if (inputs.size() != targets.size())
    refuse(in_text(_detail::quantity(targets.size(), "target").view()),
           _detail::digits(inputs.size()) + ", one for each sample of " + of);
  if (inputs.empty()) refuse("no targets", "at least one");
  if constexpr (std::integral<Label>) {
    const auto most = class_count > 0 ? std::uintmax_t{class_count} - 1 : ~std::uintmax_t{0};
    for (std::size_t i = 0; i < targets.size(); ++i)
      if (targets[i] < Label{} || static_cast<std::uintmax_t>(targets[i]) > most)
        refuse("label " + std::to_string(targets[i]) + " at [" + std::to_string(i) + "]",
               class_count > 0 ? "a label from 0 to " + _detail::digits(most) : in_text("a label from 0 on"));
  } else precondition(class_count == 0, "NpyDatasetOptions::class_count needs integral labels");
  return {(std::move)(inputs), (std::move)(targets)};
}

/// Why samples of N numbers with these labels cannot be read, or nothing. (Labels of type bool are a mistake of
/// Dataset's.)
template <std::size_t N, class Label, class T> using npy_dataset_mistake =
    std::conditional_t<!NpyReadable<std::vector<std::array<T, N>>>,
                       mistake::not_an_array_of_numbers<mistake::given<std::array<T, N>>>,
                       std::conditional_t<!NpyReadable<std::vector<Label>> && !std::is_same_v<Label, bool>,
                                          mistake::not_an_array_of_numbers<mistake::given<Label>>, mistake::nothing>>;

}  // namespace _detail

/// Writes an array as a .npy file: a number; a vector, array or span of numbers or of arrays of known sizes; or an
/// NpyArray. The extents are those of the type: std::vector<std::array<float, 4>> is N × 4. The file is replaced at
/// once and whole: at any moment it is the old one or the new one, on the disk too.
/// Errors: npy_error; the old file is then untouched.
/// Cost: writes the array as it is in memory.
/// Misuse: no array of numbers → `mistake::not_an_array_of_numbers`.
template <class Array> void save_npy(const Array& array, const std::string& path) {
  if constexpr (!_detail::NpyWritable<Array>)
    decltype(mistake::tell(mistake::of<mistake::not_an_array_of_numbers<mistake::given<Array>>>)){};
  else _detail::save_npy_view(_detail::npy_view_of(array), path);
}

/// Reads an array from a .npy file. Array is a number, std::array of numbers or arrays, a std::vector of them, or
/// NpyArray; see the head of this file.
/// Errors: npy_error.
/// Cost: the memory of the result and 64 KiB; an array that has the type, order and axes of the result is read as it
/// is.
/// Misuse: no such type → `mistake::not_an_array_of_numbers`.
template <class Array> [[nodiscard]] Array load_npy(const std::string& path, const NpyOptions& options = {}) {
  if constexpr (!_detail::NpyReadable<Array>) {
    decltype(mistake::tell(mistake::of<mistake::not_an_array_of_numbers<mistake::given<Array>>>)){};
    return {};
  } else {
    _detail::NpyFile file(path);
    return _detail::read_npy_array<Array>(file, options.axes, options.allow_non_finite);
  }
}

/// Reads samples of N numbers of type T and their targets from two .npy files. A Label is an integer, which is the
/// index of a class, a floating-point number, or a std::array of numbers. T is std::uint8_t for pixels that the net
/// scales.
/// Errors: npy_error; also for labels below 0 or not below .class_count, other numbers of samples and targets, and
/// none.
/// Misuse: no numbers → `mistake::not_an_array_of_numbers`; bool as Label → `mistake::targets_of_bool`.
template <std::size_t N, class Label, class T = float>
[[nodiscard]] Dataset<std::array<T, N>, Label> load_npy_dataset(const std::string& inputs, const std::string& targets,
                                                                const NpyDatasetOptions& options = {}) {
  using fault = _detail::npy_dataset_mistake<N, Label, T>;
  if constexpr (!std::is_same_v<fault, mistake::nothing>) {
    decltype(mistake::tell(mistake::of<fault>)){};
    return {};
  } else if constexpr (std::is_same_v<Label, bool>) {
    return {};
  } else {
    auto x = sinew::load_npy<std::vector<std::array<T, N>>>(
        inputs, {.axes = options.axes, .allow_non_finite = options.allow_non_finite});
    auto t = sinew::load_npy<std::vector<Label>>(targets, {.allow_non_finite = options.allow_non_finite});
    return _detail::npy_dataset((std::move)(x), (std::move)(t), options.class_count, inputs,
                                [&](std::string found, std::string expected) {
                                  _detail::fail(npy_error(targets, {}, (std::move)(found), (std::move)(expected)));
                                });
  }
}

}  // namespace sinew
