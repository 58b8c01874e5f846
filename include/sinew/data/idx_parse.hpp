#pragma once
/// \file
/// idx_error, and the parser of the IDX format (that of MNIST) for any byte source.
///
/// The format is big-endian: the bytes 0 0, the element type (8: unsigned byte, 9: signed byte, 11: short, 12: int, 13:
/// float, 14: double), the number of dimensions; then each dimension in 4 bytes; then the elements, last dimension
/// fastest. The first dimension counts the items. Images have three dimensions (count, rows, columns), labels one. The
/// parser does not trust the count in the header: it compares it with the length of the file, or, where that is not
/// known, lets memory grow with the bytes that arrive.
/// Source: LeCun, Cortes, Burges, MNIST's page.

#include <array>
#include <bit>
#include <concepts>
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
#include <sinew/config/precondition.hpp>
#include <sinew/config/error.hpp>
#include <sinew/mistake/layer.hpp>
#include <sinew/mistake/quantity.hpp>
#include <sinew/data/dataset.hpp>
#include <sinew/data/file.hpp>

namespace SINEW_NAMESPACE {

/// An error in an IDX file: the offset in (unpacked) bytes, what was found and what was expected.
struct SINEW_SHARED_ERROR idx_error : Error {
  std::string file;             ///< the path
  std::uint64_t offset;         ///< in (unpacked) bytes from the beginning of the file
  std::string found, expected;  ///< what is in that place, and what should be there
  /// Takes the facts and makes the sentence of them.
  idx_error(std::string in_file, std::uint64_t at, std::string what_found, std::string what_expected)
      : Error{(in_file + ": at byte " + std::to_string(at) + ": found " + what_found + ", expected " + what_expected)
                  .c_str()},
        file{(std::move)(in_file)},
        offset{at},
        found{(std::move)(what_found)},
        expected{(std::move)(what_expected)} {}
};

/// One image, stored by rows: pixel (r, c) is image[r·Cols + c].
template <std::size_t Rows, std::size_t Cols> using IdxImage = std::array<std::uint8_t, Rows * Cols>;
/// Images with their labels.
template <std::size_t Rows, std::size_t Cols> using IdxDataset = Dataset<IdxImage<Rows, Cols>, std::uint8_t>;

/// How the pixels of IDX images are ordered.
struct IdxOptions {
  /// The file holds each image by columns instead of rows, as those of EMNIST do (MNIST and Fashion-MNIST do not): its
  /// sizes are (count, columns, rows). The images that are returned are by rows.
  /// Source: Cohen, Afshar, Tapson, van Schaik, "EMNIST", arXiv:1702.05373 (2017); its files are those of MATLAB's
  /// arrays, whose first index is the fastest.
  bool transposed = false;
};

namespace _detail {

/// An item of these dimensions: std::array of all its elements, or the element if there are none.
template <class T, std::size_t... Dims> struct idx_item { using type = std::array<T, (Dims * ...)>; };
template <class T> struct idx_item<T> { using type = T; };

/// The code of an element type; 0 if the format has none.
template <class T> constexpr int idx_code = std::same_as<T, std::uint8_t>   ? 8
                                            : std::same_as<T, std::int8_t>  ? 9
                                            : std::same_as<T, std::int16_t> ? 11
                                            : std::same_as<T, std::int32_t> ? 12
                                            : std::same_as<T, float>        ? 13
                                            : std::same_as<T, double>       ? 14
                                                                            : 0;
/// The name of a code, or nothing.
inline const char* idx_type_name(int code) noexcept {
  constexpr const char* names[]{"unsigned byte", "signed byte", nullptr, "short", "int", "float", "double"};
  return code >= 8 && code <= 14 ? names[code - 8] : nullptr;
}
inline std::string idx_type_text(int code) {
  const char* const name = _detail::idx_type_name(code);
  return "element type " + std::to_string(code) + (name != nullptr ? std::string(" (") + name + ")" : std::string());
}
template <class T> using idx_mistake = std::conditional_t<
    (idx_code<T> > 0), mistake::nothing,
    mistake::wrong_scalar<mistake::given<T>,
                          mistake::expected<float, double, std::uint8_t, std::int8_t, std::int16_t, std::int32_t>>>;

/// Reads one IDX file: the header, then the elements in items of fixed size.
template <class Source> class IdxReader {
 public:
  explicit IdxReader(Source source) : source_{(std::move)(source)} {}

  [[noreturn]] void refuse(std::uint64_t offset, std::string found, std::string expected) const {
    fail(idx_error(source_.name(), offset, (std::move)(found), (std::move)(expected)));
  }

  /// Checks the header against `shape`, the dimensions after the first, and the type: floating-point numbers are read
  /// from every element type, integers from their own. Returns the first dimension, the announced count. `what` are the
  /// dimensions in messages.
  template <class T, std::size_t D>
  std::uint32_t header(const std::array<std::uint32_t, D>& shape, const std::string& what) {
    std::array<std::uint8_t, 4> magic{};
    if (const std::size_t got = read(magic.data(), 4); got < 4) {
      if (got == 0) refuse(0, "an empty file", "an IDX header");
      refuse(got, "the end of the file", std::string("an IDX header of ") + counted(4 * (D + 2), "byte").text);
    }
    if (magic[0] == 0x1f && magic[1] == 0x8b)
      refuse(0, "a gzip file", "a plain IDX file (the functions of <sinew/data/idx_gz.hpp> unpack)");
    if (magic[0] != 0 || magic[1] != 0)
      refuse(0, "the bytes " + std::to_string(magic[0]) + " " + std::to_string(magic[1]),
             "the bytes 0 0 that start an IDX file");
    code_ = magic[2];
    if (std::floating_point<T> ? _detail::idx_type_name(code_) == nullptr : code_ != idx_code<T>)
      refuse(2, _detail::idx_type_text(code_),
             std::floating_point<T> ? "element type 8, 9, 11, 12, 13 or 14" : _detail::idx_type_text(idx_code<T>));
    if (magic[3] != D + 1)
      refuse(3, "dimension count " + std::to_string(magic[3]), std::to_string(D + 1) + " (" + what + ")");
    const std::uint32_t count = dimension();
    for (const std::uint32_t size : shape)
      if (const std::uint32_t found = dimension(); found != size)
        refuse(position_ - 4, std::string("size ") + grouped(found).text,
               std::string("size ") + grouped(size).text + shape_text(shape));
    if (count == 0) refuse(4, "0 items", "at least one");
    return count;
  }

  /// Reads `count` items and requires the end after them. Where the source knows its length, that is compared first,
  /// and the items have exactly their memory; otherwise it allocates at most one block more than has arrived.
  template <class Item, class T> std::vector<Item> items(std::uint32_t count) {
    constexpr std::size_t elements = sizeof(Item) / sizeof(T);
    const std::uint64_t size = std::uint64_t{elements} * element_bytes();
    std::size_t block = sizeof(Item) >= (1u << 19) ? 1 : (1u << 19) / sizeof(Item);
    if (const std::uint64_t left = source_.left(); left > 0) {
      if (left / size < count) refuse_end(position_ + left, size, count);
      if (const std::uint64_t bytes = count * size; bytes < left) refuse_more(position_ + bytes, count);
      block = count;
    }
    std::vector<Item> result;
    while (result.size() < count) {
      const std::size_t old = result.size(), more = count - old < block ? count - old : block;
      result.resize(old + more);
      T* to = nullptr;
      if constexpr (std::same_as<Item, T>) to = result.data() + old;
      else to = result[old].data();
      if (!read_elements(to, more * elements)) refuse_end(position_, size, count);
    }
    std::uint8_t extra = 0;
    if (read(&extra, 1) != 0) refuse_more(position_ - 1, count);
    return result;
  }

  const Source& source() const noexcept { return source_; }

 private:
  [[noreturn]] void refuse_end(std::uint64_t offset, std::uint64_t size, std::uint32_t count) const {
    refuse(offset, std::string("the end of the file after ") + counted((offset - start_) / size, "whole item").text,
           std::string(counted(count, "item").text) + " of " + counted(size, "byte").text + ", as the header says");
  }
  [[noreturn]] void refuse_more(std::uint64_t offset, std::uint32_t count) const {
    refuse(offset, "bytes after the last item",
           std::string("the end of the file after ") + counted(count, "item").text);
  }
  // Reads bytes; reports a failure of the source as a typed error.
  std::size_t read(void* to, std::size_t count) {
    const std::size_t got = source_.read(to, count);
    position_ += got;
    if (got < count && !source_.fault().empty()) refuse(position_, source_.fault(), "a readable file");
    return got;
  }
  std::size_t element_bytes() const noexcept { return code_ < 11 ? 1 : code_ == 11 ? 2 : code_ == 14 ? 8 : 4; }
  // Reads elements; returns false if the file ends before.
  template <class T> bool read_elements(T* to, std::size_t count) {
    if constexpr (sizeof(T) == 1) return read(to, count) == count;
    else {
      const std::size_t size = element_bytes();
      constexpr std::size_t most = 1u << 13;
      std::vector<std::uint8_t> bytes(size * (count < most ? count : most));
      for (std::size_t done = 0; done < count;) {
        const std::size_t step = count - done < most ? count - done : most;
        const std::uint64_t begin = position_;
        if (read(bytes.data(), step * size) < step * size) return false;
        for (std::size_t i = 0; i < step; ++i) *to++ = element<T>(bytes.data() + i * size, begin + i * size);
        done += step;
      }
      return true;
    }
  }
  // The number in these bytes, which are at that place of the file.
  template <class T> T element(const std::uint8_t* from, std::uint64_t offset) const {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < element_bytes(); ++i) bits = bits << 8 | from[i];
    if constexpr (std::integral<T>) return static_cast<T>(static_cast<std::make_unsigned_t<T>>(bits));
    else {
      const auto finite = [&](bool holds, auto value) -> T {
        constexpr double first_too_large = sizeof(T) == sizeof(float) ? 0x1.ffffffp127 : 0;
        if (!holds) refuse(offset, "a number that is infinite or NaN", "finite numbers");
        if (sizeof(T) < sizeof value && !(value < first_too_large && value > -first_too_large))
          refuse(offset, "a number beyond the range of float", "smaller ones (or double as the type)");
        return static_cast<T>(value);
      };
      switch (code_) {
        case 8:
          return static_cast<T>(bits);
        case 9:
          return static_cast<T>(static_cast<std::int8_t>(static_cast<std::uint8_t>(bits)));
        case 11:
          return static_cast<T>(static_cast<std::int16_t>(static_cast<std::uint16_t>(bits)));
        case 12:
          return static_cast<T>(static_cast<std::int32_t>(static_cast<std::uint32_t>(bits)));
        case 13:
          return finite((~bits & 0x7f800000) != 0, std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
        default:
          return finite((~bits & 0x7ff0000000000000) != 0, std::bit_cast<double>(bits));
      }
    }
  }
  std::uint32_t dimension() {
    std::array<std::uint8_t, 4> bytes{};
    if (read(bytes.data(), 4) < 4) refuse(position_, "the end of the file", "the rest of the IDX header");
    start_ = position_;
    return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 | bytes[3];
  }
  template <std::size_t D> static std::string shape_text(const std::array<std::uint32_t, D>& shape) {
    std::string text = " (items of ";
    for (std::size_t i = 0; i < D; ++i) text.append(i == 0 ? "" : " × ").append(grouped(shape[i]).text);
    return text + ")";
  }

  Source source_;
  std::uint64_t position_ = 0, start_ = 0;  // of the next byte; of the first element
  int code_ = 8;                            // the element type
};

/// Items of these dimensions.
template <class T, std::size_t... Dims, class Source>
std::vector<typename idx_item<T, Dims...>::type> idx_data(Source source) {
  static_assert(((Dims > 0 && Dims <= 0xffffffff) && ...), "a dimension of an IDX file is from 1 to 2^32 - 1");
  if constexpr (!std::is_same_v<idx_mistake<T>, mistake::nothing>) {
    decltype(mistake::tell(mistake::of<idx_mistake<T>>)){};
    return {};
  } else {
    IdxReader<Source> reader{(std::move)(source)};
    std::string what = "count";
    ((what += " × " + std::to_string(Dims)), ...);
    const auto count = reader.template header<T, sizeof...(Dims)>({static_cast<std::uint32_t>(Dims)...}, what);
    return reader.template items<typename idx_item<T, Dims...>::type, T>(count);
  }
}

template <std::size_t Rows, std::size_t Cols, class Source>
std::vector<IdxImage<Rows, Cols>> idx_images(Source source, const IdxOptions& options) {
  static_assert(Rows > 0 && Cols > 0 && Rows <= 0xffffffff && Cols <= 0xffffffff,
                "an IDX image needs from 1 to 2^32 - 1 rows and columns");
  IdxReader<Source> reader{(std::move)(source)};
  const bool transposed = options.transposed;
  const auto count = reader.template header<std::uint8_t, 2>(
      {static_cast<std::uint32_t>(transposed ? Cols : Rows), static_cast<std::uint32_t>(transposed ? Rows : Cols)},
      transposed ? "transposed images: count, columns, rows" : "images: count, rows, columns");
  auto images = reader.template items<IdxImage<Rows, Cols>, std::uint8_t>(count);
  if (!transposed) return images;
  std::vector<std::uint8_t> image(Rows * Cols);  // by columns
  for (auto& by_rows : images) {
    for (std::size_t i = 0; i < Rows * Cols; ++i) image[i] = by_rows[i];
    for (std::size_t r = 0; r < Rows; ++r)
      for (std::size_t c = 0; c < Cols; ++c) by_rows[r * Cols + c] = image[c * Rows + r];
  }
  return images;
}

template <class Source> std::vector<std::uint8_t> idx_labels(Source source, std::size_t classes) {
  precondition(classes > 0, "the IDX loaders need classes of at least 1");
  IdxReader<Source> reader{(std::move)(source)};
  const auto count = reader.template header<std::uint8_t, 0>({}, "labels: count");
  auto labels = reader.template items<std::uint8_t, std::uint8_t>(count);
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (labels[i] >= classes)
      reader.refuse(8 + i, "label " + std::to_string(labels[i]), "a label from 0 to " + std::to_string(classes - 1));
  return labels;
}

/// Puts inputs and labels together, of which there must be as many.
template <class Input>
Dataset<Input, std::uint8_t> idx_together(std::vector<Input> inputs, const std::string& input_file,
                                          std::vector<std::uint8_t> labels, const std::string& label_file) {
  if (inputs.size() != labels.size())
    fail(idx_error(label_file, 4, counted(labels.size(), "label").text,
                   std::string(grouped(inputs.size()).text) + ", one for each image of " + input_file));
  return {(std::move)(inputs), (std::move)(labels)};
}
template <std::size_t Rows, std::size_t Cols, class Source>
IdxDataset<Rows, Cols> idx_dataset(Source images, Source labels, std::size_t classes, const IdxOptions& options) {
  const std::string image_name = images.name(), label_name = labels.name();
  auto inputs = _detail::idx_images<Rows, Cols>((std::move)(images), options);
  return _detail::idx_together((std::move)(inputs), image_name, _detail::idx_labels((std::move)(labels), classes),
                               label_name);
}
template <class T, std::size_t... Dims, class Source>
Dataset<typename idx_item<T, Dims...>::type, std::uint8_t> idx_typed_dataset(Source items, Source labels,
                                                                             std::size_t classes) {
  const std::string item_name = items.name(), label_name = labels.name();
  auto inputs = _detail::idx_data<T, Dims...>((std::move)(items));
  return _detail::idx_together((std::move)(inputs), item_name, _detail::idx_labels((std::move)(labels), classes),
                               label_name);
}

}  // namespace _detail

/// Items of an IDX file of these dimensions after the count: std::array<T, product of Dims>, or T if there are none.
template <class T, std::size_t... Dims> using IdxItem = typename _detail::idx_item<T, Dims...>::type;

}  // namespace sinew
