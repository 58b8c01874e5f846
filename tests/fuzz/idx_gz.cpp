/// read_idx_…_gz: the bytes as a file that zlib unpacks. Mutations change what is packed, and the gzip around it.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <zlib.h>

#include <sinew/data/idx_gz.hpp>

#include "fuzz.hpp"
#include "idx_file.hpp"

using namespace sinew;

namespace {

constexpr int gzip_window = 15 + 16;

std::string packed(std::string_view bytes, int level) {
  z_stream stream{};
  fuzz::require(deflateInit2(&stream, level, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) == Z_OK, "deflateInit2");
  std::string to(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(to.data());
  stream.avail_out = static_cast<uInt>(to.size());
  fuzz::require(deflate(&stream, Z_FINISH) == Z_STREAM_END, "deflate");
  to.resize(stream.total_out);
  deflateEnd(&stream);
  return to;
}
/// What zlib unpacks, up to `most` bytes; of a file that is not gzip the bytes themselves.
std::string unpacked(const std::string& path, std::size_t most) {
  std::string to;
  const gzFile file = gzopen(path.c_str(), "rb");
  char block[4096];
  for (int got = 1; got > 0 && to.size() < most; to.append(block, static_cast<std::size_t>(got > 0 ? got : 0)))
    got = gzread(file, block, sizeof block);
  gzclose_r(file);
  return to;
}

}  // namespace

void fuzz::run(std::string_view bytes) {
  const fuzz::File file(bytes);
  const std::string content = unpacked(file.path(), std::size_t{1} << 24);
  // A vector that grows has its old items and twice as many; zlib has a window and buffers.
  const std::size_t limit = 3 * content.size() + (std::size_t{1} << 20) + (std::size_t{1} << 17);

  std::vector<IdxImage<2, 3>> images;
  if (fuzz::loads<idx_error>(file.path(), limit, [&] { images = read_idx_images_gz<2, 3>(file.path()); }))
    fuzz::require(idx_file(images) == content, "images written again are the content");
  std::vector<std::uint8_t> labels;
  if (fuzz::loads<idx_error>(file.path(), limit, [&] { labels = read_idx_labels_gz(file.path(), 10); })) {
    fuzz::require(idx_file(labels) == content, "labels written again are the content");
    for (const std::uint8_t label : labels) fuzz::require(label < 10, "labels are classes");
  }
}

std::vector<fuzz::Seed> fuzz::seeds() {
  std::vector<fuzz::Seed> all = idx_seeds();
  for (std::size_t i = 0, plain = all.size(); i < plain; ++i)
    all.push_back({all[i].name + "_packed", packed(all[i].bytes, i % 2 == 0 ? 9 : 0)});
  all.push_back({"two_members", packed(idx_file(std::vector<std::uint8_t>{1, 2}), 9) + packed("", 9)});
  all.push_back({"bomb", packed(idx_file(std::vector<std::uint8_t>(1 << 20, 1)), 9)});
  return all;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* bytes, std::size_t size, std::size_t most, unsigned seed) {
  fuzz::Choices choices(seed);
  if (choices.one_in(3)) return LLVMFuzzerMutate(bytes, size, most);
  const fuzz::File file(fuzz::text_of(bytes, size));
  const std::string content = fuzz::mutated(unpacked(file.path(), 4096));
  return fuzz::given_back(packed(content, choices.one_in(3) ? 0 : 9), bytes, size, most);
}
