/// load_npz of nets, and NpzFile with its arrays. Mutations change members, packed or not, and the records of the
/// archive around them.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <zlib.h>

#include <sinew/activation/relu.hpp>
#include <sinew/io/npz.hpp>
#include <sinew/layer/dense.hpp>
#include <sinew/net/initialize.hpp>

#include "fuzz.hpp"
#include "nets.hpp"
#include "npy_file.hpp"

using namespace sinew;

namespace {

using Small = Net<Dense<3, 4, ReLU>, Dense<4, 2>>;

void load_net(const fuzz::File& file, std::string_view bytes) {
  static const Small initial = [] {
    Small net;
    initialize(net, 1);
    return net;
  }();
  Small net = initial;
  if (!fuzz::loads<weights_error>(file.path(), fuzz::memory_for(bytes), [&] { load_npz(net, file.path()); })) {
    fuzz::require(fuzz::same_bytes(net, initial), "a net is unchanged after an error");
    return;
  }
  fuzz::require(fuzz::is_finite(net), "weights are finite");
  static const std::string path = fuzz::folder() + "/saved.npz";
  save_npz(net, path);
  Small again = initial;
  load_npz(again, path);
  fuzz::require(fuzz::same_bytes(again, net), "a net that is saved and loaded is the same");
}
void load_arrays(const fuzz::File& file, std::string_view bytes) {
  constexpr std::uint64_t most = 1 << 16;
  fuzz::loads<npy_error>(file.path(), fuzz::memory_for(bytes) + 2 * most, [&] {
    const NpzFile archive(file.path(), {.most_bytes = most});
    for (const std::string& name : archive.names()) {
      fuzz::require(archive.contains(name), "an archive has its names");
      // An array with an error is no reason not to look at the next one.
      try {
        static_cast<void>(archive.shape(name));
        static_cast<void>(archive.dtype(name));
        const auto array = archive.load<NpyArray<float>>(name);
        fuzz::require(fuzz::all_finite(array), "numbers are finite unless others are allowed");
        fuzz::require(array.values.size() * sizeof(float) <= most, "an array has at most the memory that is allowed");
      } catch (const npy_error& e) {
        fuzz::require_sentence(e.what(), file.path());
        fuzz::require(e.file == file.path() && !e.array.empty(), "the error names file and array");
      }
    }
    if (archive.contains("x") && archive.contains("y"))
      static_cast<void>(archive.dataset<3, std::uint8_t>("x", "y", {.class_count = 3}));
  });
}

// ---- Archives.

struct Member {
  std::string name, content;
  bool packed = false;
};
std::string deflated(std::string_view bytes) {
  z_stream stream{};
  fuzz::require(deflateInit2(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) == Z_OK, "deflateInit2");
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
/// Up to 64 KiB of what is packed.
std::string inflated(std::string_view bytes) {
  z_stream stream{};
  fuzz::require(inflateInit2(&stream, -15) == Z_OK, "inflateInit2");
  std::string to(1 << 16, '\0');
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(to.data());
  stream.avail_out = static_cast<uInt>(to.size());
  inflate(&stream, Z_FINISH);
  to.resize(stream.total_out);
  inflateEnd(&stream);
  return to;
}
void add_number(std::string& to, std::uint64_t n, unsigned bytes) {
  for (unsigned i = 0; i < bytes; ++i) to += static_cast<char>(n >> 8 * i & 255);
}
std::uint64_t number_at(std::string_view bytes, std::size_t at, unsigned count) {
  std::uint64_t n = 0;
  for (unsigned i = 0; i < count && at + i < bytes.size(); ++i)
    n |= std::uint64_t{static_cast<unsigned char>(bytes[at + i])} << 8 * i;
  return n;
}
/// An archive of the members, right in all its records.
std::string archive_of(const std::vector<Member>& members) {
  std::string all, directory;
  for (const auto& [name, content, packed] : members) {
    const std::string stored = packed ? deflated(content) : content;
    const auto check = crc32(0, reinterpret_cast<const Bytef*>(content.data()), static_cast<uInt>(content.size()));
    std::string common;
    add_number(common, 20, 2);
    add_number(common, 0, 2);
    add_number(common, packed ? 8 : 0, 2);
    add_number(common, 0x00210000, 4);
    add_number(common, check, 4);
    add_number(common, stored.size(), 4);
    add_number(common, content.size(), 4);
    add_number(common, name.size(), 2);
    add_number(common, 0, 2);
    const std::size_t at = all.size();
    all += "PK\3\4" + common + name + stored;
    directory += "PK\1\2";
    add_number(directory, 20, 2);
    directory += common;
    directory += std::string(10, '\0');  // comment, disk, attributes
    add_number(directory, at, 4);
    directory += name;
  }
  std::string end("PK\5\6\0\0\0\0", 8);
  add_number(end, members.size(), 2);
  add_number(end, members.size(), 2);
  add_number(end, directory.size(), 4);
  add_number(end, all.size(), 4);
  add_number(end, 0, 2);
  return all + directory + end;
}
/// The members of an archive whose local records follow each other, as archive_of() writes it.
std::vector<Member> members_of(std::string_view bytes) {
  std::vector<Member> members;
  for (std::size_t at = 0; bytes.substr(at).starts_with(std::string_view("PK\3\4")) && members.size() < 20;) {
    const std::size_t size = number_at(bytes, at + 18, 4), name = number_at(bytes, at + 26, 2),
                      extra = number_at(bytes, at + 28, 2), from = at + 30 + name + extra;
    if (from > bytes.size() || size > bytes.size() - from) break;
    const bool packed = number_at(bytes, at + 8, 2) == 8;
    const std::string_view stored = bytes.substr(from, size);
    members.push_back(
        {std::string(bytes.substr(at + 30, name)), packed ? inflated(stored) : std::string(stored), packed});
    at = from + size;
  }
  return members;
}

std::vector<Member> weights(bool packed) {
  const auto zeros = [](std::size_t n) { return std::string(n, '\0'); };
  return {{"0.weight.npy", npy_file("<f4", "(4, 3)", zeros(48)), packed},
          {"0.bias.npy", npy_file("<f4", "(4,)", zeros(16)), packed},
          {"2.weight.npy", npy_file(npy_header(">f8", "(2, 4)", true), zeros(64)), packed},
          {"2.bias.npy", npy_file("<f2", "(2,)", zeros(4)), packed}};
}

}  // namespace

void fuzz::run(std::string_view bytes) {
  const fuzz::File file(bytes);
  load_net(file, bytes);
  load_arrays(file, bytes);
}

std::vector<fuzz::Seed> fuzz::seeds() {
  std::vector<fuzz::Seed> all{{"weights", archive_of(weights(false))}, {"packed", archive_of(weights(true))}};
  Small net;
  initialize(net, 2);
  const std::string path = fuzz::folder() + "/seed.npz";
  save_npz(net, path);
  all.push_back({"saved", fuzz::content_of(path)});
  const std::vector<std::array<float, 3>> x{{{1, 2, 3}}, {{4, 5, 6}}};
  const std::vector<std::uint8_t> y{0, 2};
  save_npz({{"x", x}, {"y", y}}, path, {.compressed = true});
  all.push_back({"data", fuzz::content_of(path)});
  all.push_back({"nothing", archive_of({})});
  all.push_back({"twice", archive_of({{"x.npy", "", false}, {"x.npy", "", false}})});
  all.push_back({"out_of_the_folder", archive_of({{"../x.npy", npy_file("<f4", "(1,)", std::string(4, '\0')), true}})});
  all.push_back({"bomb", archive_of({{"x.npy", npy_file("<f4", "(4000000,)", std::string(16'000'000, '\0')), true}})});
  std::vector<Member> many;
  for (int i = 0; i < 500; ++i) many.push_back({std::to_string(i) + ".npy", "", false});
  all.push_back({"many_members", archive_of(many)});
  return all;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* bytes, std::size_t size, std::size_t most, unsigned seed) {
  fuzz::Choices choices(seed);
  std::vector<Member> members = members_of(fuzz::text_of(bytes, size));
  if (members.empty() || choices.one_in(5)) return LLVMFuzzerMutate(bytes, size, most);
  static constexpr const char* names[] = {"0.weight.npy",
                                          "0.bias.npy",
                                          "2.weight.npy",
                                          "2.bias.npy",
                                          "x.npy",
                                          "y.npy",
                                          "1.num_batches_tracked.npy",
                                          "../x.npy",
                                          "/x.npy",
                                          "x",
                                          ".npy",
                                          "",
                                          "x\\y.npy"};
  for (std::size_t changes = 1 + choices.below(3); changes > 0 && !members.empty(); --changes) {
    Member& member = choices.of(members);
    switch (choices.below(8)) {
      case 0:
        member.name = choices.one_in(3) ? fuzz::mutated(member.name, 8) : std::string(choices.of(names));
        break;
      case 1:
        member.packed = !member.packed;
        break;
      case 2:
        members.push_back(Member(member));
        break;
      case 3:
        std::swap(member, choices.of(members));
        break;
      case 4:
        if (members.size() > 1) members.erase(members.begin() + (&member - members.data()));
        break;
      default:
        member.content = mutate_npy(member.content, choices);
    }
  }
  std::string archive = archive_of(members);
  if (choices.one_in(4)) archive = fuzz::mutated(archive);
  return fuzz::given_back(archive, bytes, size, most);
}
