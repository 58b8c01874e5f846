#pragma once
/// \file
/// idx_error, and the parser of the IDX format (that of MNIST) for any byte source.
///
/// The format is big-endian: the bytes 0 0, the element type (8: unsigned byte), the number of dimensions; then each
/// dimension in 4 bytes; then the elements, last dimension fastest. Images have three dimensions (count, rows,
/// columns), labels one. The parser does not trust the count in the header: it compares it with the length of the file,
/// or, where that is not known, lets memory grow with the bytes that arrive.
/// Source: LeCun, Cortes, Burges, MNIST's page.

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/config/error.hpp>
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

namespace _detail {

/// Reads one IDX file: the header, then the elements in items of fixed size.
template <class Source> class IdxReader {
 public:
  explicit IdxReader(Source source) : source_{(std::move)(source)} {}

  [[noreturn]] void refuse(std::uint64_t offset, std::string found, std::string expected) const {
    fail(idx_error(source_.name(), offset, (std::move)(found), (std::move)(expected)));
  }

  /// Checks the header against `shape`, the dimensions after the first. Returns the first dimension, the announced
  /// count.
  template <std::size_t D> std::uint32_t header(const std::array<std::uint32_t, D>& shape) {
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
    if (magic[2] != 8) refuse(2, "element type " + std::to_string(magic[2]), "element type 8 (unsigned byte)");
    if (magic[3] != D + 1)
      refuse(3, "dimension count " + std::to_string(magic[3]),
             std::to_string(D + 1) + (D == 0 ? " (labels: count)" : " (images: count, rows, columns)"));
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
  template <class Item> std::vector<Item> items(std::uint32_t count) {
    std::size_t block = sizeof(Item) >= (1u << 19) ? 1 : (1u << 19) / sizeof(Item);
    if (const std::uint64_t left = source_.left(); left > 0) {
      if (left / sizeof(Item) < count) refuse_end<Item>(position_ + left, count);
      if (const std::uint64_t bytes = std::uint64_t{count} * sizeof(Item); bytes < left)
        refuse_more(position_ + bytes, count);
      block = count;
    }
    std::vector<Item> result;
    while (result.size() < count) {
      const std::size_t old = result.size(), more = count - old < block ? count - old : block;
      result.resize(old + more);
      if (read(result.data() + old, more * sizeof(Item)) < more * sizeof(Item)) refuse_end<Item>(position_, count);
    }
    std::uint8_t extra = 0;
    if (read(&extra, 1) != 0) refuse_more(position_ - 1, count);
    return result;
  }

  const Source& source() const noexcept { return source_; }

 private:
  template <class Item> [[noreturn]] void refuse_end(std::uint64_t offset, std::uint32_t count) const {
    refuse(offset,
           std::string("the end of the file after ") + counted((offset - start_) / sizeof(Item), "whole item").text,
           std::string(counted(count, "item").text) + " of " + counted(sizeof(Item), "byte").text +
               ", as the header says");
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
};

template <std::size_t Rows, std::size_t Cols, class Source>
std::vector<IdxImage<Rows, Cols>> idx_images(Source source) {
  static_assert(Rows > 0 && Cols > 0 && Rows <= 0xffffffff && Cols <= 0xffffffff,
                "an IDX image needs from 1 to 2^32 - 1 rows and columns");
  IdxReader<Source> reader{(std::move)(source)};
  const auto count = reader.template header<2>({Rows, Cols});
  return reader.template items<IdxImage<Rows, Cols>>(count);
}

template <class Source> std::vector<std::uint8_t> idx_labels(Source source, std::size_t classes) {
  precondition(classes > 0, "the IDX loaders need classes of at least 1");
  IdxReader<Source> reader{(std::move)(source)};
  const auto count = reader.template header<0>({});
  auto labels = reader.template items<std::uint8_t>(count);
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (labels[i] >= classes)
      reader.refuse(8 + i, "label " + std::to_string(labels[i]), "a label from 0 to " + std::to_string(classes - 1));
  return labels;
}

template <std::size_t Rows, std::size_t Cols, class Source>
IdxDataset<Rows, Cols> idx_dataset(Source images, Source labels, std::size_t classes) {
  const std::string image_name = images.name(), label_name = labels.name();
  IdxDataset<Rows, Cols> data{_detail::idx_images<Rows, Cols>((std::move)(images)),
                              _detail::idx_labels((std::move)(labels), classes)};
  if (data.inputs.size() != data.targets.size())
    fail(idx_error(label_name, 4, counted(data.targets.size(), "label").text,
                   std::string(grouped(data.inputs.size()).text) + ", one for each image of " + image_name));
  return data;
}

}  // namespace _detail
}  // namespace sinew
