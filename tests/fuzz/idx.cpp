/// parse_idx_… and read_idx_…: the bytes as images, as labels, as one half of a data set, and as items of other types.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sinew/data/idx.hpp>

#include "fuzz.hpp"
#include "idx_file.hpp"

using namespace sinew;

namespace {

/// Items of 2 × 1 × 2 numbers, read from a file and from memory.
template <class T> void check(const fuzz::File& file, std::string_view bytes, std::span<const std::uint8_t> memory) {
  std::vector<std::array<T, 4>> items;
  // A byte can become a number of 8.
  const bool has_items = fuzz::loads<idx_error>(file.path(), fuzz::memory_for(bytes) + sizeof(T) * bytes.size(),
                                                [&] { items = read_idx<T, 2, 1, 2>(file.path()); });
  if (has_items) {
    fuzz::require(items.size() <= bytes.size() / 4, "there are no more items than bytes");
    for (const auto& item : items)
      for (const T v : item) fuzz::require(v - v >= 0, "numbers are finite");
  }
  try {
    fuzz::require((parse_idx<T, 2, 1, 2>(memory) == items), "items in memory are those of the file");
  } catch (const idx_error& e) {
    fuzz::require(!has_items && e.offset <= bytes.size(), "items are refused at the same place in memory");
  }
}

}  // namespace

void fuzz::run(std::string_view bytes) {
  const fuzz::File file(bytes);
  const std::size_t limit = fuzz::memory_for(bytes);
  const std::span memory(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());

  std::vector<IdxImage<2, 3>> images;
  const bool has_images =
      fuzz::loads<idx_error>(file.path(), limit, [&] { images = read_idx_images<2, 3>(file.path()); });
  if (has_images) fuzz::require(idx_file(images) == bytes, "images written again are the file");
  try {
    fuzz::require((parse_idx_images<2, 3>(memory) == images), "images in memory are those of the file");
  } catch (const idx_error& e) {
    fuzz::require(!has_images && e.offset <= bytes.size(), "images are refused at the same place in memory");
  }

  check<std::uint8_t>(file, bytes, memory);
  check<std::int16_t>(file, bytes, memory);
  check<std::int32_t>(file, bytes, memory);
  check<float>(file, bytes, memory);
  check<double>(file, bytes, memory);

  std::vector<std::uint8_t> labels;
  const bool has_labels =
      fuzz::loads<idx_error>(file.path(), limit, [&] { labels = read_idx_labels(file.path(), 10); });
  if (has_labels) {
    fuzz::require(idx_file(labels) == bytes, "labels written again are the file");
    for (const std::uint8_t label : labels) fuzz::require(label < 10, "labels are classes");
  }
  try {
    fuzz::require(parse_idx_labels(memory, 10) == labels, "labels in memory are those of the file");
  } catch (const idx_error& e) {
    fuzz::require(!has_labels && e.offset <= bytes.size(), "labels are refused at the same place in memory");
  }

  static const std::vector<std::uint8_t> two{1, 9};
  static const fuzz::File labels_of_two(idx_file(two));
  try {
    const auto data = read_idx_dataset<2, 3>(file.path(), labels_of_two.path(), 10);
    fuzz::require(has_images && data.inputs == images && data.targets == two, "a data set is its two files");
  } catch (const idx_error& e) {
    fuzz::require(!has_images || images.size() != 2, "two images and two labels are a data set");
    require_sentence(e.what(), has_images ? labels_of_two.path() : file.path());
  }
}

std::vector<fuzz::Seed> fuzz::seeds() { return idx_seeds(); }
