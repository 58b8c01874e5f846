#pragma once
/// \file
/// What save_safetensors and load_safetensors do, for the tensors of any net: it is compiled once for each scalar.

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/config/error.hpp>
#include <sinew/config/version.hpp>
#include <sinew/net/tensors.hpp>
#include <sinew/data/decimal.hpp>
#include <sinew/io/atomic_file.hpp>
#include <sinew/io/narrow.hpp>
#include <sinew/io/safetensors_file.hpp>
#include <sinew/io/weights_error.hpp>

namespace SINEW_NAMESPACE {

/// The format of the numbers in a file of weights.
enum class Dtype {
  of_net,    ///< the scalar of the net: F32 of float, F64 of double
  float16,   ///< F16, IEEE 754 binary16: 11 bits of precision, to 65,504
  bfloat16,  ///< BF16, the upper half of a float: 8 bits of precision
  float32,   ///< F32
  float64    ///< F64
};

/// Options of save_safetensors().
template <class T> struct SaveOptions {
  /// The format of the numbers. A number beyond the format's largest is an error.
  Dtype dtype = Dtype::of_net;
  /// Names in place of those of the modules, in the order of tensor_modules_of<Net>; empty: PyTorch's.
  std::vector<std::string> names = {};
  /// The inputs of one sample. The file then holds them and the outputs of the net with the weights as they are in the
  /// file; load_safetensors compares them.
  std::span<const T> golden_sample = {};
};

/// Options of load_safetensors().
struct LoadOptions {
  /// The names that the file has in place of those of the modules, in the order of tensor_modules_of<Net>; empty:
  /// PyTorch's. The tensors of a module named "" are "weight" and "bias".
  std::vector<std::string> names = {};
  /// Accepts weights that are infinite or NaN.
  bool allow_non_finite = false;
};

namespace _detail {

/// A layer of a net as written, and where its parameters and buffers begin.
struct layer_begin {
  std::string_view name;
  std::size_t parameters, buffers;
};
/// What is known of a type of net.
template <class T> struct net_facts {
  std::span<const TensorDescription> tensors;
  std::span<const std::string_view> modules;
  std::span<const layer_begin> layers;
  std::string_view type, short_type;
  std::size_t inputs, outputs;
  /// Computes the outputs of a sample.
  void (*run)(const void* net, const T* x, T* y);
};

/// The name of each tensor with the names of a program's own for the modules.
template <class T> std::vector<std::string> names_of(const net_facts<T>& net, const std::vector<std::string>& names,
                                                     const std::string& path) {
  const auto refuse = [&](std::string found, std::string expected) {
    fail(weights_error(path, {}, (std::move)(found), (std::move)(expected)));
  };
  if (!names.empty() && names.size() != net.modules.size()) {
    std::string modules;
    for (std::size_t m = 0; m < net.modules.size() && m < 20; ++m)
      modules += (m > 0 ? ", " : " (") + std::string(net.modules[m]);
    refuse(in_text(_detail::quantity(names.size(), "name").view()) + " in .names",
           _detail::digits(net.modules.size()) + ", one for each module with tensors" + modules +
               (net.modules.size() > 20 ? ", …)"
                : modules.empty()       ? ""
                                        : ")"));
  }
  for (std::size_t m = 0; m < names.size(); ++m)
    for (std::size_t k = 0; k < m; ++k)
      if (names[k] == names[m]) refuse("the name " + name_text(names[m]) + " twice in .names", "each name once");
  std::vector<std::string> all;
  all.reserve(net.tensors.size());
  for (const auto& t : net.tensors) {
    if (names.empty()) all.emplace_back(t.name);
    else {
      const std::string& module = names[t.module];
      all.push_back(module + (module.empty() ? "" : ".") + std::string(t.own_name));
    }
  }
  return all;
}

// ---- Numbers of the golden sample, in metadata.

/// Writes values as metadata `key`.0, `key`.1, …: decimal numbers that read back as they are.
template <class T> void write_numbers(SafetensorsHeader& header, const std::string& key, std::span<const T> values) {
  std::string text;
  std::size_t piece = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    char number[40];
    text.append(number, std::to_chars(number, number + sizeof number, values[i]).ptr);
    if (text.size() > 30000 || i + 1 == values.size()) {  // well below the longest string that the reader accepts
      header.metadata(key + '.' + std::to_string(piece++), text);
      text = {};
    } else text += ' ';
  }
}
/// Reads them. Returns how many there are, up to one more than fit.
template <class T>
std::size_t read_numbers(const SafetensorsDirectory& directory, const std::string& key, std::span<T> to) {
  std::size_t count = 0;
  for (std::size_t piece = 0;; ++piece) {
    const std::string_view text = directory.metadata(key + '.' + std::to_string(piece));
    if (text.data() == nullptr) return count;
    const char *at = text.data(), *const end = at + text.size();
    while (at != end) {
      double value = 0;
      const auto [stop, code] = _detail::parse_number(at, end, value);
      if (code != std::errc{} || (stop != end && *stop != ' ') || count == to.size()) return to.size() + 1;
      to[count++] = static_cast<T>(value);
      at = stop == end ? end : stop + 1;
    }
  }
}

// ---- Saving.

template <class T> constexpr Dtype dtype_of(Dtype asked) noexcept {
  return asked != Dtype::of_net ? asked : sizeof(T) == sizeof(float) ? Dtype::float32 : Dtype::float64;
}
inline std::string_view name_of(Dtype dtype) noexcept {
  return dtype == Dtype::float16 ? "F16" : dtype == Dtype::bfloat16 ? "BF16" : dtype == Dtype::float32 ? "F32" : "F64";
}
constexpr std::size_t bytes_of(Dtype dtype) noexcept {
  return dtype == Dtype::float64 ? 8 : dtype == Dtype::float32 ? 4 : 2;
}
/// The float that is nearest to v; ±∞ beyond the largest. (The conversion of a larger double is undefined in C++.)
constexpr float nearest_float(double v) noexcept {
  constexpr double first_too_large = 0x1.ffffffp127;
  constexpr float infinity = std::numeric_limits<float>::infinity();
  return v >= first_too_large ? infinity : v <= -first_too_large ? -infinity : static_cast<float>(v);
}
/// Writes v in the format; returns whether it is finite there.
inline bool encode(Dtype dtype, double v, unsigned char* to) noexcept {
  if (dtype == Dtype::float64) {
    _detail::to_little_endian(v, to);
    return is_finite(v);
  }
  if (dtype == Dtype::float32) {
    const float rounded = _detail::nearest_float(v);
    _detail::to_little_endian(rounded, to);
    return is_finite(rounded);
  }
  const bool half = dtype == Dtype::float16;
  const std::uint16_t bits = half ? binary16::from(v) : bfloat16::from(v);
  _detail::to_little_endian(bits, to);
  return is_finite(half ? binary16::to(bits) : bfloat16::to(bits));
}
inline double decode(Dtype dtype, const unsigned char* from) noexcept {
  if (dtype == Dtype::float64) return _detail::from_little_endian<double>(from);
  if (dtype == Dtype::float32) return static_cast<double>(_detail::from_little_endian<float>(from));
  const auto bits = _detail::from_little_endian<std::uint16_t>(from);
  return dtype == Dtype::float16 ? binary16::to(bits) : bfloat16::to(bits);
}
/// Whether the bytes of a row-major tensor are those in the file.
template <class T> constexpr bool stored_alike(const TensorDescription& t, Dtype dtype) noexcept {
  return std::endian::native == std::endian::little && dtype == dtype_of<T>(Dtype::of_net) && t.row_major();
}
inline constexpr std::size_t exchanged_bytes = 1 << 16;

/// A tensor as a matrix, row by row in the file: element (r, c) is number offset + r·row_step + c·column_step of the
/// net. Several rows are exchanged at once, column by column: in the net the rows often lie side by side, and then
/// whole lines of the processor's cache are used.
struct tensor_rows {
  std::size_t rows = 0, cols = 0, row_step = 0, column_step = 0;
  std::size_t at_once =
      0;  ///< rows in a block of at most 1 MiB; 0 if the tensor is no such matrix, or its rows are too long

  tensor_rows(const TensorDescription& t, std::size_t width) noexcept {
    const std::size_t rank = t.extents.size();
    if (rank < 2 || t.size() == 0) return;
    rows = t.extents[0];
    cols = t.size() / rows;
    row_step = t.strides[0];
    column_step = t.strides[rank - 1];
    for (std::size_t k = rank - 1, step = column_step; k > 0; step *= t.extents[k--])
      if (t.strides[k] != step) return;
    at_once = min_of((std::size_t{1} << 20) / (cols * width), 32);
  }
};
/// f(dtype), with dtype a constant.
template <class F> void with_dtype(Dtype dtype, F f) {
  if (dtype == Dtype::float16) f(std::integral_constant<Dtype, Dtype::float16>{});
  else if (dtype == Dtype::bfloat16) f(std::integral_constant<Dtype, Dtype::bfloat16>{});
  else if (dtype == Dtype::float32) f(std::integral_constant<Dtype, Dtype::float32>{});
  else f(std::integral_constant<Dtype, Dtype::float64>{});
}

/// Rounds the tensors of a net to the format.
template <class T>
void round_tensors(std::span<const TensorDescription> tensors, Dtype dtype, T* parameters, T* buffers) {
  for (const auto& t : tensors)
    t.each_position([&, values = t.buffer ? buffers : parameters](std::size_t at) {
      unsigned char bytes[8];
      _detail::encode(dtype, static_cast<double>(values[at]), bytes);
      values[at] = static_cast<T>(_detail::decode(dtype, bytes));
    });
}

/// Writes the file. `header` has its metadata already.
template <class T> void save_tensors(const net_facts<T>& net, SafetensorsHeader& header, const T* parameters,
                                     const T* buffers, const std::string& path, const SaveOptions<T>& options) {
  const Dtype dtype = dtype_of<T>(options.dtype);
  const std::vector<std::string> names = _detail::names_of(net, options.names, path);
  for (std::size_t i = 0; i < names.size(); ++i)
    header.tensor(names[i], name_of(dtype), net.tensors[i].extents, net.tensors[i].size() * bytes_of(dtype));
  AtomicFile file(path);
  const auto refuse = [&] { fail(weights_error(path, {}, file.fault(), "a file that can be written")); };
  const std::string beginning = header.bytes();
  if (!file.write(beginning.data(), beginning.size())) refuse();
  std::vector<unsigned char> block(exchanged_bytes);
  std::size_t used = 0;
  const auto write_block = [&] {
    if (!file.write(block.data(), std::exchange(used, 0))) refuse();
  };
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto& t = net.tensors[i];
    const T* const values = t.buffer ? buffers : parameters;
    if (stored_alike<T>(t, dtype)) {
      write_block();
      if (!file.write(values + t.offset, t.size() * sizeof(T))) refuse();
      continue;
    }
    const auto put = [&](auto format, std::size_t at, unsigned char* to) {
      if constexpr (format == dtype_of<T>(Dtype::of_net)) _detail::to_little_endian(values[at], to);
      else if (!_detail::encode(format, static_cast<double>(values[at]), to) && is_finite(values[at]))
        fail(weights_error(path, name_text(names[i]), std::to_string(values[at]),
                           "a number that " + std::string(name_of(dtype)) + " can hold"));
    };
    const std::size_t width = bytes_of(dtype);
    _detail::with_dtype(dtype, [&](auto format) {
      if (const tensor_rows m(t, width); m.at_once > 0) {
        write_block();
        for (std::size_t row = 0; row < m.rows; row += m.at_once) {
          const std::size_t n = min_of(m.at_once, m.rows - row);
          used = n * m.cols * width;
          if (block.size() < used) block.resize(used);
          for (std::size_t c = 0; c < m.cols; ++c)
            for (std::size_t r = 0; r < n; ++r)
              put(format, t.offset + (row + r) * m.row_step + c * m.column_step,
                  block.data() + (r * m.cols + c) * width);
          write_block();
        }
      } else
        t.each_position([&](std::size_t at) {
          if (used + width > exchanged_bytes) write_block();
          put(format, at, block.data() + used);
          used += width;
        });
    });
  }
  write_block();
  if (!file.commit()) refuse();
}

// ---- Loading.

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

  /// Throws the error. `net` is the net, `of` what the file is of if it says so, `advice` what to write instead.
  [[noreturn]] void refuse(const std::string& path, const std::string& net, const std::string& of,
                           const std::string& advice) const {
    // What Error holds, without the last words; a very long path leaves room for one difference.
    const std::size_t most = 1000 - min_of<std::size_t>(advice.size(), 400);
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

 private:
  std::vector<Difference> all_{};
  std::string first_layer_{};
  std::size_t count_ = 0;
};

/// Compares a file with a net, and reads its tensors. A File has the members of SafetensorsFile that are used here.
template <class T, class File = SafetensorsFile> class TensorLoader {
 public:
  TensorLoader(const net_facts<T>& net, File& file, const LoadOptions& options)
      : net_{net},
        file_{file},
        directory_{file.tensors()},
        options_{options},
        names_{_detail::names_of(net, options.names, file.name())},
        found_(names_.size()) {}

  /// Fills the tensors into these arrays, which are a copy of the net's: on an error they are of no use.
  void read(T* parameters, T* buffers) {
    const std::vector<std::uint32_t> by_name = sorted_names();
    std::vector<unsigned char> block;
    for (std::size_t i = 0; i < directory_.size(); ++i) {
      const file_tensor tensor = directory_[i];
      const auto at =
          std::lower_bound(by_name.begin(), by_name.end(), tensor.name,
                           [&](std::uint32_t a, std::string_view name) { return names_[a].compare(name) < 0; });
      if (at == by_name.end() || names_[*at] != tensor.name) {
        if (!is_batch_count(tensor)) unknown(i);
        file_.skip(tensor.end - tensor.begin);
        continue;
      }
      Found& found = found_[*at];
      found.index = i;
      const TensorDescription& t = net_.tensors[*at];
      if (!fits(tensor, t)) file_.skip(tensor.end - tensor.begin);
      else {
        if (block.empty()) block.resize(exchanged_bytes);
        read_tensor(tensor, t, t.buffer ? buffers : parameters, found, block);
      }
    }
    compare();
  }

  /// Runs the net with the tensors that are read, if the file has a golden sample.
  void compare_sample(const void* net) const {
    if (directory_.metadata("sinew.golden_input.0").data() == nullptr) return;
    std::vector<T> x(net_.inputs), y(net_.outputs), expected(net_.outputs);
    const auto has = [&](const std::string& key, std::span<T> to, const char* what) {
      if (const std::size_t count = _detail::read_numbers(directory_, key, to); count != to.size())
        file_.refuse("a golden sample with " + (count < to.size() ? _detail::digits(count) : in_text("other")) + what,
                     in_text(_detail::quantity(to.size(), "number").view()));
    };
    has("sinew.golden_input", x, " inputs");
    has("sinew.golden_output", expected, " outputs");
    net_.run(net, x.data(), y.data());
    const bool exact = sizeof(T) == sizeof(double) && directory_.size() > 0 && directory_[0].type->name == "F64";
    for (std::size_t i = 0; i < y.size(); ++i) {
      const double is = static_cast<double>(y[i]), was = static_cast<double>(expected[i]);
      const double off = is > was ? is - was : was - is, size = was < 0 ? -was : was;
      if (off <= (exact ? 1e-10 + 1e-9 * size : 1e-5 + 1e-4 * size) || _detail::equals(is, was) ||
          (_detail::is_nan(is) && _detail::is_nan(was)))
        continue;
      file_.refuse("output " + _detail::digits(i) + " of the golden sample " + std::to_string(is),
                   std::to_string(was) + ", as when the file was saved from " + saved_type("a net"));
    }
  }

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  /// What the file has for a tensor of the net.
  struct Found {
    std::size_t index = none;        // in the directory
    std::size_t odd = 0, first = 0;  // how many numbers are not finite, and the first one's place
    bool too_large = false;          // whether that one is finite in the file
  };

  std::vector<std::uint32_t> sorted_names() const {
    std::vector<std::uint32_t> order(names_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::uint32_t>(i);
    std::sort(order.begin(), order.end(),
              [&](std::uint32_t a, std::uint32_t b) { return names_[a].compare(names_[b]) < 0; });
    return order;
  }
  /// PyTorch's BatchNorm counts its batches, which sinew does not.
  bool is_batch_count(const file_tensor& tensor) const {
    constexpr std::string_view count = "num_batches_tracked", mean = "running_mean";
    if (tensor.rank != 0 || !tensor.name.ends_with(count)) return false;
    const std::string_view module = tensor.name.substr(0, tensor.name.size() - count.size());
    for (std::size_t i = 0; i < names_.size(); ++i)
      if (net_.tensors[i].own_name == mean && names_[i].size() == module.size() + mean.size() &&
          names_[i].starts_with(module))
        return true;
    return false;
  }
  void unknown(std::size_t index) {
    ++unknown_;
    if (unknown_listed_.size() < 1024) unknown_listed_.push_back(index);
  }
  static Dtype dtype(const file_tensor& tensor) noexcept {
    for (const Dtype d : {Dtype::float16, Dtype::bfloat16, Dtype::float32, Dtype::float64})
      if (name_of(d) == tensor.type->name) return d;
    return Dtype::of_net;
  }
  static bool same_extents(const file_tensor& tensor, const TensorDescription& t) {
    return std::equal(t.extents.begin(), t.extents.end(), tensor.shape.begin(),
                      tensor.shape.begin() + static_cast<std::ptrdiff_t>(tensor.rank));
  }
  static bool fits(const file_tensor& tensor, const TensorDescription& t) {
    return same_extents(tensor, t) && dtype(tensor) != Dtype::of_net;
  }

  void read_tensor(const file_tensor& tensor, const TensorDescription& t, T* to, Found& found,
                   std::vector<unsigned char>& block) {
    const Dtype format = dtype(tensor);
    const auto look_at = [&](double v, T stored, std::size_t element) {
      if (is_finite(stored) || (options_.allow_non_finite && !is_finite(v))) return;
      if (found.odd++ > 0 && found.first < element) return;
      found.first = element;
      found.too_large = is_finite(v);
    };
    if (stored_alike<T>(t, format)) {
      file_.read(to + t.offset, t.size() * sizeof(T));
      for (std::size_t i = 0; i < t.size(); ++i) look_at(static_cast<double>(to[t.offset + i]), to[t.offset + i], i);
      return;
    }
    const std::size_t width = bytes_of(format);
    _detail::with_dtype(format, [&](auto constant) {
      const auto take = [&](const unsigned char* from, std::size_t at, std::size_t element) {
        if constexpr (constant == dtype_of<T>(Dtype::of_net)) {
          to[at] = _detail::from_little_endian<T>(from);
          if (!is_finite(to[at])) look_at(static_cast<double>(to[at]), to[at], element);
        } else {
          const double v = _detail::decode(constant, from);
          if constexpr (sizeof(T) == sizeof(float)) to[at] = _detail::nearest_float(v);
          else to[at] = v;
          look_at(v, to[at], element);
        }
      };
      if (const tensor_rows m(t, width); m.at_once > 0) {
        for (std::size_t row = 0; row < m.rows; row += m.at_once) {
          const std::size_t n = min_of(m.at_once, m.rows - row), bytes = n * m.cols * width;
          if (block.size() < bytes) block.resize(bytes);
          file_.read(block.data(), bytes);
          for (std::size_t c = 0; c < m.cols; ++c)
            for (std::size_t r = 0; r < n; ++r)
              take(block.data() + (r * m.cols + c) * width, t.offset + (row + r) * m.row_step + c * m.column_step,
                   (row + r) * m.cols + c);
        }
        return;
      }
      std::uint64_t left = tensor.end - tensor.begin;
      std::size_t next = 0, filled = 0, element = 0;
      t.each_position([&](std::size_t at) {
        if (next == filled) {
          filled = left < exchanged_bytes ? _detail::in_memory(left) : exchanged_bytes;
          file_.read(block.data(), filled);
          left -= filled;
          next = 0;
        }
        take(block.data() + next, at, element++);
        next += width;
      });
    });
  }

  /// Throws an error with all differences if there is one.
  void compare() {
    WeightDifferences all;
    std::vector<bool> taken(unknown_listed_.size());
    for (std::size_t i = 0; i < names_.size(); ++i) {
      const TensorDescription& t = net_.tensors[i];
      const std::string name = name_text(names_[i]), extents = _detail::shape_text(t.extents);
      const auto differs = [&](std::string found, std::string expected) {
        all.add(name, (std::move)(found), (std::move)(expected), layer_of(t));
      };
      if (found_[i].index == none) {
        if (const std::size_t k = nearest(names_[i], t, taken); k != none) {
          taken[k] = true;
          differs("the name " + name_text(directory_[unknown_listed_[k]].name), name + " of " + extents);
        } else differs("no such tensor", extents);
        continue;
      }
      const file_tensor tensor = directory_[found_[i].index];
      if (!same_extents(tensor, t)) differs(_detail::shape_text(tensor.extents()) + rearranged(tensor, t), extents);
      if (dtype(tensor) == Dtype::of_net) differs("dtype " + File::dtype_text(*tensor.type), File::dtypes);
      if (found_[i].odd > 0) {
        const std::string place =
            " at " + index_text(found_[i].first, t) +
            (found_[i].odd > 1 ? " and " + _detail::digits(found_[i].odd - 1) + " more" : in_text(""));
        if (found_[i].too_large) differs("a number beyond the largest float" + place, "numbers that the net can hold");
        else differs("a number that is not finite" + place, "finite numbers (or .allow_non_finite)");
      }
    }
    bool missing = false;
    for (const Found& found : found_) missing |= found.index == none;
    const std::string advice = missing && unknown_ > 0 ? names_advice() : std::string();
    for (std::size_t k = 0; k < unknown_listed_.size(); ++k) {
      if (taken[k]) continue;
      const file_tensor tensor = directory_[unknown_listed_[k]];
      all.add(name_text(tensor.name), _detail::shape_text(tensor.extents()), "no such tensor");
    }
    for (std::size_t k = unknown_listed_.size(); k < unknown_; ++k) all.add({}, "another tensor", "no such tensor");
    if (all.count() == 0) return;
    const std::string_view saved = directory_.metadata("sinew.net");
    all.refuse(
        file_.name(), in_text(net_.short_type),
        saved.data() == nullptr || saved == net_.type ? std::string() : " (the file is of " + saved_type("") + ")",
        advice);
  }

  std::string saved_type(const char* otherwise) const {
    const std::string_view saved = directory_.metadata("sinew.net");
    return saved.data() == nullptr ? otherwise : _detail::printable(saved, 120);
  }
  /// The layer of the net that a tensor belongs to, as it is written.
  std::string layer_of(const TensorDescription& t) const {
    std::size_t j = 0;
    for (std::size_t k = 1; k < net_.layers.size(); ++k)
      if ((t.buffer ? net_.layers[k].buffers : net_.layers[k].parameters) <= t.offset) j = k;
    return "layer " + _detail::digits(j) + ", " + _detail::printable(net_.layers[j].name, 120);
  }
  /// "[3, 0]", the indices of an element.
  static std::string index_text(std::size_t element, const TensorDescription& t) {
    std::string text = "]";
    for (std::size_t k = t.extents.size(); k-- > 0; element /= t.extents[k])
      text = (k > 0 ? ", " : "") + std::to_string(element % t.extents[k]) + text;
    return "[" + text;
  }
  /// What is to say of extents that are right in another order.
  static std::string rearranged(const file_tensor& tensor, const TensorDescription& t) {
    if (tensor.rank != t.extents.size() || tensor.rank < 2) return {};
    std::vector<std::uint64_t> in_file(tensor.extents().begin(), tensor.extents().end()),
        in_net(t.extents.begin(), t.extents.end());
    if (tensor.rank == 2 && in_file[0] == in_net[1] && in_file[1] == in_net[0]) return ", the transposed matrix";
    std::sort(in_file.begin(), in_file.end());
    std::sort(in_net.begin(), in_net.end());
    return in_file == in_net ? ", the same extents in another order" : "";
  }
  /// The unknown tensor with the same extents and the nearest name, if that can be a slip.
  std::size_t nearest(const std::string& name, const TensorDescription& t, const std::vector<bool>& taken) const {
    std::size_t best = none, fewest = name.size() / 3 + 1;
    for (std::size_t k = 0; k < unknown_listed_.size(); ++k) {
      if (taken[k]) continue;
      const file_tensor tensor = directory_[unknown_listed_[k]];
      if (!same_extents(tensor, t)) continue;
      if (const std::size_t edits = _detail::edits_between(name, tensor.name); edits < fewest) {
        fewest = edits;
        best = k;
      }
    }
    return best;
  }
  /// .names with which the file would fit, if the modules differ by their names alone.
  std::string names_advice() const {
    if (!options_.names.empty() || unknown_ > unknown_listed_.size()) return {};
    std::vector<std::string_view> prefixes;  // of the file's modules, in its order
    for (std::size_t i = 0; i < directory_.size() && i < 4096; ++i) {
      const auto [module, own] = in_module(directory_[i].name);
      if (std::find(prefixes.begin(), prefixes.end(), module) == prefixes.end()) prefixes.push_back(module);
    }
    if (prefixes.size() < net_.modules.size() || prefixes.size() > 1024) return {};
    std::string text = "if only names differ, write .names = {";
    std::vector<bool> used(prefixes.size());
    for (std::size_t m = 0; m < net_.modules.size(); ++m) {
      std::size_t k = 0;
      while (k < prefixes.size() && (used[k] || !has_module(prefixes[k], m))) ++k;
      if (k == prefixes.size()) return {};
      text += (m > 0 ? ", " : "") + name_text(prefixes[k]);
      used[k] = true;
    }
    return text.size() < 380 ? text + "}" : "";
  }
  static std::pair<std::string_view, std::string_view> in_module(std::string_view name) {
    const std::size_t dot = name.rfind('.');
    return dot == name.npos ? std::pair{std::string_view(), name}
                            : std::pair{name.substr(0, dot), name.substr(dot + 1)};
  }
  /// Whether the file has the tensors of module m under this name, and no other ones.
  bool has_module(std::string_view prefix, std::size_t m) const {
    std::size_t wanted = 0, met = 0;
    for (const auto& t : net_.tensors) wanted += t.module == m;
    for (std::size_t i = 0; i < directory_.size(); ++i) {
      const file_tensor tensor = directory_[i];
      const auto [module, own] = in_module(tensor.name);
      if (module != prefix || own == "num_batches_tracked") continue;
      bool fits_one = false;
      for (const auto& t : net_.tensors) fits_one |= t.module == m && t.own_name == own && fits(tensor, t);
      if (!fits_one) return false;
      ++met;
    }
    return met == wanted;
  }

  const net_facts<T>& net_;
  File& file_;
  const SafetensorsDirectory& directory_;
  const LoadOptions& options_;
  std::vector<std::string> names_;
  std::vector<Found> found_;
  std::vector<std::size_t> unknown_listed_{};
  std::size_t unknown_ = 0;
};

}  // namespace _detail
}  // namespace sinew
