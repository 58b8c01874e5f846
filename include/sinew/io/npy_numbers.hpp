#pragma once
/// \file
/// The numbers of NumPy's formats as arrays of C++: which types stand for which extents, and how numbers of one type
/// become those of another one.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/config/error.hpp>
#include <sinew/io/narrow.hpp>
#include <sinew/io/npy_format.hpp>
#include <sinew/io/source_file.hpp>

namespace SINEW_NAMESPACE {

/// An array of numbers whose extents are known at run time only, row by row: element (i, j) of a matrix is
/// values[i·shape[1] + j].
template <class T> struct NpyArray {
  std::vector<std::size_t> shape{};  ///< the extents; without any, values holds a single number
  std::vector<T> values{};           ///< as many as the product of the extents
};

namespace _detail {

// ---- Types of C++ and their extents.

template <class T> concept NpyNumber =
    std::is_arithmetic_v<T> && !std::is_const_v<T> && !std::is_same_v<T, long double> && sizeof(T) <= 8;

/// A number, or arrays of known sizes: std::array or C arrays, and such arrays of arrays.
template <class Item> struct npy_item { static constexpr bool known = false; };
template <NpyNumber T> struct npy_item<T> {
  using number = T;
  static constexpr bool known = true;
  static constexpr std::size_t rank = 0, size = 1;
  static constexpr std::array<std::size_t, 1> extents{};
};
template <class Item, std::size_t N>
requires(npy_item<Item>::known&& N > 0) struct npy_row {
  using number = typename npy_item<Item>::number;
  static constexpr bool known = true;
  static constexpr std::size_t rank = npy_item<Item>::rank + 1, size = npy_item<Item>::size * N;
  static constexpr auto extents = [] {
    std::array<std::size_t, rank> all{N};
    for (std::size_t k = 1; k < rank; ++k) all[k] = npy_item<Item>::extents[k - 1];
    return all;
  }();
};
template <class Item, std::size_t N>
requires(npy_item<Item>::known&& N > 0) struct npy_item<std::array<Item, N>> : npy_row<Item, N> {
};
template <class Item, std::size_t N>
requires(npy_item<Item>::known&& N > 0) struct npy_item<Item[N]> : npy_row<Item, N> {
};

/// Anything with data() and size() whose elements are items: std::vector, std::span, std::array.
template <class Array> concept NpyRange = requires(const Array& a) {
  requires npy_item<std::remove_cvref_t<decltype(*std::data(a))>>::known;
  std::size(a);
};
template <class Array> inline constexpr bool is_npy_array = false;
template <NpyNumber T> inline constexpr bool is_npy_array<NpyArray<T>> = true;
/// What can be written.
template <class Array> concept NpyWritable = NpyNumber<Array> || NpyRange<Array> || is_npy_array<Array>;

template <class Array> inline constexpr bool is_npy_vector = false;
template <class Item> inline constexpr bool is_npy_vector<std::vector<Item>> =
    npy_item<Item>::known && !std::is_same_v<Item, bool> && !std::is_array_v<Item>;
/// What can be returned.
template <class Array> concept NpyReadable = is_npy_vector<Array> || is_npy_array<Array> ||
    (npy_item<Array>::known && !std::is_array_v<Array>);

/// Numbers in memory, row by row.
struct npy_view {
  npy_type type{};
  std::vector<std::size_t> extents{};
  const void* numbers = nullptr;
  std::size_t count = 0;

  std::size_t bytes() const noexcept { return count * type.bytes; }
  /// Whether there are as many numbers as the extents say.
  bool whole() const noexcept {
    std::size_t product = 1;
    bool fits = true, empty = false;
    for (const std::size_t extent : extents) {
      fits &= !__builtin_mul_overflow(product, extent, &product);
      empty |= extent == 0;
    }
    return empty ? count == 0 : fits && product == count;
  }
};
template <class Array> npy_view npy_view_of(const Array& array) {
  if constexpr (NpyNumber<Array>) return {npy_type_of<Array>(), {}, &array, 1};
  else if constexpr (is_npy_array<Array>)
    return {npy_type_of<typename decltype(array.values)::value_type>(), array.shape, array.values.data(),
            array.values.size()};
  else {
    using item = npy_item<std::remove_cvref_t<decltype(*std::data(array))>>;
    const std::size_t rows = std::size(array);
    std::vector<std::size_t> extents{rows};
    extents.insert(extents.end(), item::extents.begin(),
                   item::extents.begin() + static_cast<std::ptrdiff_t>(item::rank));
    return {npy_type_of<typename item::number>(), (std::move)(extents), std::data(array), rows * item::size};
  }
}

/// The extents that a type stands for.
struct npy_shape {
  bool any = false;      ///< any extents
  bool many = false;     ///< any number of items along the first one
  bool flat = false;     ///< the item is one array of numbers: other extents with as many elements will do
  std::size_t size = 1;  ///< of an item
  std::span<const std::size_t> item{};
};
template <class Array> constexpr npy_shape npy_shape_of() noexcept {
  if constexpr (is_npy_array<Array>) return {true};
  else if constexpr (is_npy_vector<Array>) {
    using item = npy_item<typename Array::value_type>;
    return {false, true, item::rank <= 1, item::size, std::span(item::extents).first(item::rank)};
  } else {
    using item = npy_item<Array>;
    return {false, false, item::rank == 1, item::size, std::span(item::extents).first(item::rank)};
  }
}

// ---- Where the numbers of a file go.

/// The loops over the numbers of a file in their order, and how far neighbours are apart in memory.
class NpyLayout {
 public:
  /// `axes`: axis k in memory is axis axes[k] of the file; empty: as in the file.
  NpyLayout(const NpyStream& stream, const npy_header& header, std::span<const std::size_t> axes)
      : header_{header},
        elements_{_detail::in_memory(header.elements)} {
    const std::size_t rank = header.rank;
    std::array<bool, 16> used{};
    bool right = axes.empty() || axes.size() == rank;
    for (std::size_t k = 0; right && k < axes.size(); ++k)
      right = axes[k] < rank && !std::exchange(used[axes[k]], true);
    if (!right)
      stream.refuse(".axes = {" + list(axes) + "} for " + shape_text(header.extents()),
                    "each axis once, from 0 to " + std::to_string(rank > 0 ? rank - 1 : 0));
    std::array<std::size_t, 16> steps{};  // by the file's axes
    for (std::size_t k = rank, step = 1; k-- > 0;) {
      const std::size_t axis = axes.empty() ? k : axes[k];
      extents_[k] = header.shape[axis];
      steps[axis] = step;
      step *= _detail::in_memory(extents_[k]);
    }
    for (std::size_t k = 0; k < rank; ++k) {
      const std::size_t axis = header.fortran ? rank - 1 - k : k;
      const loop next{_detail::in_memory(header.shape[axis]), steps[axis]};
      if (next.extent == 1) continue;
      if (loops_ > 0 && all_[loops_ - 1].step == next.step * next.extent)
        all_[loops_ - 1] = {all_[loops_ - 1].extent * next.extent, next.step};
      else all_[loops_++] = next;
    }
    if (loops_ == 0) all_[loops_++] = {1, 1};
  }

  const npy_header& header() const noexcept { return header_; }
  std::size_t elements() const noexcept { return elements_; }
  /// In memory.
  std::span<const std::uint64_t> extents() const noexcept { return {extents_.data(), header_.rank}; }
  bool in_order() const noexcept { return loops_ == 1 && all_[0].step == 1; }

  /// f(place) with the place in memory of each number, in the order of the file.
  template <class F> void each_place(F f) const {
    if (elements_ == 0) return;
    const std::size_t last = loops_ - 1, step = all_[last].step, extent = all_[last].extent;
    std::array<std::size_t, 16> index{};
    for (std::size_t at = 0;;) {
      for (std::size_t run = 0; run < extent; ++run) f(at + run * step);
      std::size_t k = last;
      while (k > 0 && index[k - 1] + 1 == all_[k - 1].extent) {
        --k;
        at -= std::exchange(index[k], 0) * all_[k].step;
      }
      if (k == 0) return;
      ++index[k - 1];
      at += all_[k - 1].step;
    }
  }

  /// Throws if these are not the extents of the type.
  void expect(const NpyStream& stream, const npy_shape& type) const {
    if (type.any) return;
    const auto all = extents();
    bool right = !type.many || !all.empty();
    if (right) {
      const auto item = all.subspan(type.many ? 1 : 0);
      if (type.flat) {
        std::uint64_t size = 1;
        bool fits = type.many || !item.empty();
        for (const std::uint64_t extent : item) fits &= !__builtin_mul_overflow(size, extent, &size);
        right = fits && size == type.size;
      } else {
        right = item.size() == type.item.size();
        for (std::size_t k = 0; right && k < item.size(); ++k) right = item[k] == type.item[k];
      }
    }
    if (right) return;
    std::string expected = type.many ? "N" : "";
    for (const std::size_t extent : type.item) expected += (expected.empty() ? "" : " × ") + _detail::digits(extent);
    if (type.item.empty()) expected = type.many ? "N numbers along one axis" : "a single number";
    else if (type.flat)
      expected += type.many ? ", or N × … with " + _detail::digits(type.size) + " numbers each"
                            : ", or other extents with as many numbers";
    stream.refuse(shape_text(all), expected);
  }
  /// " at [3, 0]", the indices in the file of the number that comes there at this place.
  std::string place_text(std::size_t element) const {
    const auto all = header_.extents();
    std::array<std::uint64_t, 16> index{};
    for (std::size_t k = 0; k < all.size(); ++k) {
      const std::size_t axis = header_.fortran ? k : all.size() - 1 - k;
      index[axis] = element % all[axis];
      element = _detail::in_memory(element / all[axis]);
    }
    return all.empty() ? std::string() : " at [" + list(std::span<const std::uint64_t>(index).first(all.size())) + "]";
  }

 private:
  struct loop {
    std::size_t extent, step;
  };
  template <class N> static std::string list(std::span<const N> numbers) {
    std::string text;
    for (const N n : numbers) text += (text.empty() ? "" : ", ") + std::to_string(n);
    return text;
  }

  npy_header header_;
  std::size_t elements_, loops_ = 0;
  std::array<std::uint64_t, 16> extents_{};
  std::array<loop, 16> all_{};
};

// ---- Numbers of one type as those of another one.

/// Numbers of a file that C++ has no type for.
struct npy_half {
  std::uint16_t bits;
};
struct npy_bool {
  std::uint8_t byte;
};
template <class V> V npy_load(const unsigned char* from, bool swapped) noexcept {
  V value;
  if (!swapped) __builtin_memcpy(&value, from, sizeof value);
  else {
    unsigned char turned[sizeof(V)];
    for (unsigned i = 0; i < sizeof(V); ++i) turned[i] = from[sizeof(V) - 1 - i];
    __builtin_memcpy(&value, turned, sizeof value);
  }
  return value;
}
/// The number as a type of C++.
template <class V> auto npy_value(V v) noexcept {
  if constexpr (std::is_same_v<V, npy_half>) return binary16::to(v.bits);
  else if constexpr (std::is_same_v<V, npy_bool>) return v.byte;
  else return v;
}
/// Sets `to` to the number v, a rounded one if T is a floating-point type. Returns whether T can hold it.
template <class T, class V> bool npy_convert(V v, T& to) noexcept {
  if constexpr (std::is_floating_point_v<T>) {
    if constexpr (sizeof(T) < sizeof(V) && std::is_floating_point_v<V>) {
      constexpr double first_too_large = 0x1.ffffffp127;
      if (is_finite(v) && !(v < first_too_large && v > -first_too_large)) return false;
    }
    to = static_cast<T>(v);
    return true;
  } else if constexpr (std::is_floating_point_v<V>) {
    using limits = std::numeric_limits<T>;
    constexpr double low = static_cast<double>((limits::min)());
    constexpr double beyond = 2 * static_cast<double>((limits::max)() / 2 + 1);
    const auto wide = static_cast<double>(v);
    if constexpr (std::is_same_v<T, bool>) {
      to = wide > 0;
      return _detail::equals(wide, 0) || _detail::equals(wide, 1);
    } else {
      if (!(wide >= low && wide < beyond)) return false;
      to = static_cast<T>(wide);
      return _detail::equals(static_cast<double>(to), wide);
    }
  } else if constexpr (std::is_same_v<T, bool>) {
    to = v > 0;
    return v == 0 || v == 1;
  } else {
    to = static_cast<T>(v);
    return static_cast<V>(to) == v && (to < T{}) == (v < V{});
  }
}

/// f(V{}) with the type of C++ that the file's numbers have.
template <class F> void with_npy_type(npy_type type, F f) {
  const unsigned bytes = type.bytes;
  if (type.kind == 'f') bytes == 2 ? f(npy_half{}) : bytes == 4 ? f(float{}) : f(double{});
  else if (type.kind == 'b') f(npy_bool{});
  else if (type.kind == 'i')
    bytes == 1 ? f(std::int8_t{}) : bytes == 2 ? f(std::int16_t{}) : bytes == 4 ? f(std::int32_t{}) : f(std::int64_t{});
  else
    bytes == 1   ? f(std::uint8_t{})
    : bytes == 2 ? f(std::uint16_t{})
    : bytes == 4 ? f(std::uint32_t{})
                 : f(std::uint64_t{});
}

/// Reads the numbers of an array and checks each.
template <class T> class NpyNumbers {
 public:
  NpyNumbers(NpyStream& stream, const NpyLayout& layout, bool allow_non_finite) noexcept
      : stream_{stream},
        layout_{layout},
        allow_{allow_non_finite} {}

  void read(T* to) {
    const npy_type type = layout_.header().type;
    if (layout_.elements() == 0) return;
    if (type == npy_type_of<T>() && type.kind != 'b' && layout_.in_order()) {
      stream_.read(to, layout_.elements() * sizeof(T));
      if constexpr (std::is_floating_point_v<T>)
        for (std::size_t i = 0; !allow_ && i < layout_.elements(); ++i)
          if (!is_finite(to[i])) refuse(i, to[i]);
      return;
    }
    _detail::with_npy_type(type, [&](auto example) { convert<decltype(example)>(to); });
  }

 private:
  static constexpr std::size_t block_bytes = 1 << 16;

  template <class V> void convert(T* to) {
    std::vector<unsigned char> block(block_bytes);
    const bool swapped = layout_.header().type.swapped;
    std::size_t element = 0, in_block = 0, filled = 0;
    layout_.each_place([&](std::size_t at) {
      if (in_block == filled) {
        filled = min_of(block_bytes / sizeof(V), layout_.elements() - element);
        stream_.read(block.data(), filled * sizeof(V));
        in_block = 0;
      }
      const V stored = npy_load<V>(block.data() + sizeof(V) * in_block++, swapped);
      const auto v = npy_value(stored);
      bool right = npy_convert(v, to[at]);
      if constexpr (std::is_same_v<V, npy_bool>) right &= v <= 1;
      if constexpr (std::is_floating_point_v<std::remove_const_t<decltype(v)>>) right &= allow_ || is_finite(v);
      if (!right) [[unlikely]]
        refuse(element, v);
      ++element;
    });
  }
  template <class V> [[noreturn, gnu::cold]] void refuse(std::size_t element, V v) const {
    std::string expected;
    const std::string name = name_of(npy_type_of<T>());
    if constexpr (std::is_floating_point_v<T>) {
      expected = "numbers that " + name + " can hold";
      if constexpr (std::is_floating_point_v<V>)
        if (!is_finite(v)) expected = "finite numbers (or .allow_non_finite)";
    } else
      expected = "whole numbers from " + std::to_string((std::numeric_limits<T>::min)()) + " to " +
                 std::to_string((std::numeric_limits<T>::max)()) + ", as " + name + " has";
    if (layout_.header().type.kind == 'b') expected = "bytes of 0 and 1, as NumPy's bool has";
    std::string found;
    if constexpr (std::is_floating_point_v<V>) found = message("%.9g", static_cast<double>(v)).text;
    else found = std::to_string(v);
    stream_.refuse(found + layout_.place_text(element), expected);
  }

  NpyStream& stream_;
  const NpyLayout& layout_;
  bool allow_;
};

/// Reads an array. `most` is the largest number of bytes that a result of unknown size may have; `advice` is what to
/// write if it does not suffice.
template <class Array> Array read_npy_array(NpyStream& stream, std::span<const std::size_t> axes, bool allow_non_finite,
                                            std::uint64_t most = ~std::uint64_t{0}, const char* advice = "") {
  const npy_header header = _detail::read_npy_header(stream);
  const auto check_size = [&](std::size_t width) {
    if (header.elements > most / width)
      stream.refuse(_detail::digits(header.elements) + " numbers of " + bytes_text(width) + " after expansion",
                    "at most " + bytes_text(most) + advice);
  };
  if constexpr (is_npy_array<Array>) {
    using T = typename decltype(Array::values)::value_type;
    check_size(sizeof(T));
    const NpyLayout layout(stream, header, axes);
    Array array;
    for (const std::uint64_t extent : layout.extents()) array.shape.push_back(_detail::in_memory(extent));
    array.values.resize(layout.elements());
    NpyNumbers<T>(stream, layout, allow_non_finite).read(array.values.data());
    return array;
  } else if constexpr (is_npy_vector<Array>) {
    using Item = typename Array::value_type;
    using T = typename npy_item<Item>::number;
    check_size(sizeof(T));
    const NpyLayout layout(stream, header, axes);
    layout.expect(stream, npy_shape_of<Array>());
    Array array(layout.elements() / npy_item<Item>::size);
    NpyNumbers<T>(stream, layout, allow_non_finite).read(reinterpret_cast<T*>(array.data()));
    return array;
  } else {
    using T = typename npy_item<Array>::number;
    const NpyLayout layout(stream, header, axes);
    layout.expect(stream, npy_shape_of<Array>());
    Array array{};
    NpyNumbers<T>(stream, layout, allow_non_finite).read(reinterpret_cast<T*>(&array));
    return array;
  }
}

}  // namespace _detail
}  // namespace sinew
