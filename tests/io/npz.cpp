#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <zlib.h>

#include <boost/test/unit_test.hpp>

#include <sinew/io/npz.hpp>
#include <sinew/sinew.hpp>

#include "../data/temporary.hpp"
#include "../reference/safetensors.hpp"
#include "faults.hpp"
#include "malloc.hpp"
#include "numpy_files.hpp"

using namespace sinew;
namespace figures = reference::safetensors;

BOOST_AUTO_TEST_SUITE(io_npz)

using Small = Net<Dense<3, 4, ReLU>, Dense<4, 2>>;
using Wide = BasicNet<double, Dense<3, 4, ReLU>, Dense<4, 2>>;
using Picture = Net<Input<2, 4, 5>, Conv2D<3, 3>, BatchNorm<>, Activate<ReLU>, Flatten, Dense<18, 2>>;
const std::string archives = "reference/numpy/";

bool contains(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }
template <class Net> bool same_bytes(const Net& a, const Net& b) {
  if constexpr (Net::layers::buffers > 0)
    if (std::memcmp(&a.buffers, &b.buffers, sizeof a.buffers) != 0) return false;
  return std::memcmp(&a.parameters, &b.parameters, sizeof a.parameters) == 0;
}
/// The sentence of the error of loading a file into a net, which it leaves as it was, without the path. Memory stays
/// within its bound.
template <class Net> std::string message_of_load(const std::string& path, const LoadOptions& options = {}) {
  Net net;
  initialize(net, 3);
  const Net before = net;
  const std::size_t size = file_content(path).size();
  const std::ptrdiff_t held = malloced;
  most_malloced = held;
  std::string message;
  try {
    load_npz(net, path, options);
  } catch (const weights_error& e) {
    message = e.what();
    BOOST_TEST(same_bytes(net, before));
    BOOST_TEST((e.file == path && !e.found.empty() && !e.expected.empty()));
    BOOST_TEST(message.starts_with(path + ": "));
    message = message.substr(path.size() + 2);
  }
  const auto most = static_cast<std::size_t>(most_malloced - held);
  if (most > 2 * size + (std::size_t{1} << 20)) BOOST_ERROR("takes " << most << " bytes: " + message);
  return message;
}
/// The same of opening an archive.
std::string message_of_open(const std::string& path) {
  const std::size_t size = file_content(path).size();
  const std::ptrdiff_t held = malloced;
  most_malloced = held;
  std::string message;
  try {
    const NpzFile file(path);
  } catch (const npy_error& e) {
    message = e.what();
    BOOST_TEST(message.starts_with(path + ": "));
    message = message.substr(path.size() + 2);
  }
  const auto most = static_cast<std::size_t>(most_malloced - held);
  if (most > 2 * size + (std::size_t{1} << 20)) BOOST_ERROR("takes " << most << " bytes: " + message);
  return message;
}

// ---- Archives byte by byte.

std::string number(std::uint64_t n, unsigned bytes) {
  std::string text;
  for (; bytes > 0; --bytes, n >>= 8) text += static_cast<char>(n & 255);
  return text;
}
struct Member {
  std::string name, data{};
  std::uint64_t size = ~std::uint64_t{0};  // as the archive says
  unsigned method = 0, flags = 0;
  std::string packed{};  // of method 8
  std::string extra{};
  std::uint64_t crc = ~std::uint64_t{0};
};
struct End {
  std::uint64_t count = ~std::uint64_t{0}, length = ~std::uint64_t{0}, place = ~std::uint64_t{0};
  std::string comment{};
};
std::string npy(const std::string& descr, const std::string& shape, const std::string& data) {
  std::string header = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }";
  header.resize(118, ' ');
  return "\x93NUMPY" + std::string("\1\0\x76\0", 4) + header + data;
}
/// Deflates zeros, or other bytes.
std::string deflated(const std::string& data) {
  std::string packed(compressBound(static_cast<uLong>(data.size())) + 64, '\0');
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
  stream.avail_in = static_cast<uInt>(data.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}
std::string archive(const std::vector<Member>& members, const End& end = {}) {
  std::string all, list;
  for (const Member& m : members) {
    const std::string& packed = m.method == 8 && !m.packed.empty() ? m.packed : m.data;
    const std::uint64_t size = ~m.size == 0 ? m.data.size() : m.size;
    const std::uint64_t crc =
        ~m.crc == 0 ? crc32(0, reinterpret_cast<const Bytef*>(m.data.data()), static_cast<uInt>(m.data.size())) : m.crc;
    const std::string common = number(20, 2) + number(m.flags, 2) + number(m.method, 2) + number(0, 2) + number(33, 2) +
                               number(crc, 4) + number(packed.size(), 4) + number(size, 4) + number(m.name.size(), 2) +
                               number(m.extra.size(), 2);
    list += number(0x02014b50, 4) + number(20, 2) + common + number(0, 10) + number(all.size(), 4) + m.name + m.extra;
    // number(0, 10): comment length, disk, two kinds of attributes
    all += number(0x04034b50, 4) + common + m.name + m.extra + packed;
  }
  const std::uint64_t place = all.size(), length = list.size();
  return all + list + number(0x06054b50, 4) + number(0, 4) + number(~end.count == 0 ? members.size() : end.count, 2) +
         number(~end.count == 0 ? members.size() : end.count, 2) + number(~end.length == 0 ? length : end.length, 4) +
         number(~end.place == 0 ? place : end.place, 4) + number(end.comment.size(), 2) + end.comment;
}
/// The members of a Small.
std::vector<Member> small_members() {
  return {{"0.weight.npy", npy("<f4", "(4, 3)", std::string(48, '\0'))},
          {"0.bias.npy", npy("<f4", "(4,)", std::string(16, '\0'))},
          {"2.weight.npy", npy("<f4", "(2, 4)", std::string(32, '\0'))},
          {"2.bias.npy", npy("<f4", "(2,)", std::string(8, '\0'))}};
}

// ---- Nets.

BOOST_AUTO_TEST_CASE(nets_of_numpy) {
  const auto close = [](const auto& y, const std::array<double, 2>& expected, double tolerance) {
    for (std::size_t i = 0; i < 2; ++i)
      BOOST_TEST(static_cast<double>(y[i]) == expected[i], boost::test_tools::tolerance(tolerance));
  };
  const auto& x = figures::dense_input;
  const std::array<float, 3> single{static_cast<float>(x[0]), static_cast<float>(x[1]), static_cast<float>(x[2])};
  Small first;
  load_npz(first, archives + "dense_f32.npz");
  close(first(single), figures::dense_f32, 1e-6);
  for (const char* const name : {"dense_compressed", "dense_big_fortran"}) {
    Small net;
    load_npz(net, archives + name + ".npz");
    BOOST_TEST(same_bytes(net, first), name);
  }
  Small named;
  load_npz(named, archives + "dense_named.npz", {.names = {"fc1", "out.head"}});
  BOOST_TEST(same_bytes(named, first));
  Wide wide;
  load_npz(wide, archives + "dense_f64.npz");
  close(wide(x), figures::dense_f64, 1e-14);
  load_npz(wide, archives + "dense_f16.npz");
  close(wide(x), figures::dense_f16, 1e-14);
  Picture picture;
  load_npz(picture, archives + "image.npz");  // leaves out PyTorch's number of batches
  std::array<float, 40> image{};
  for (std::size_t i = 0; i < image.size(); ++i) image[i] = static_cast<float>(figures::image_input[i]);
  const auto y = picture(image);
  for (std::size_t i = 0; i < 2; ++i)
    BOOST_TEST(static_cast<double>(y[i]) == figures::image_output[i], boost::test_tools::tolerance(1e-5));
}

BOOST_AUTO_TEST_CASE(there_and_back) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/weights.npz";
  Small net;
  initialize(net, 1);
  for (const bool compressed : {false, true})
    for (const auto& [dtype, name] : {std::pair{Dtype::of_net, "float32"}, std::pair{Dtype::float32, "float32"},
                                      std::pair{Dtype::float64, "float64"}, std::pair{Dtype::float16, "float16"}}) {
      save_npz(net, path, {.dtype = dtype, .compressed = compressed});
      const NpzFile file(path);
      BOOST_TEST((file.names() == std::vector<std::string>{"0.weight", "0.bias", "2.weight", "2.bias"}));
      BOOST_TEST(file.dtype("0.weight") == name);
      BOOST_TEST((file.shape("0.weight") == std::vector<std::size_t>{4, 3}));
      Small read;
      load_npz(read, path);
      BOOST_TEST(same_bytes(read, net) == (dtype != Dtype::float16));
      const std::string first = file_content(path);
      save_npz(net, path, {.dtype = dtype, .compressed = compressed});
      BOOST_TEST(file_content(path) == first);  // no time, no order of chance
    }
  Wide wide, wide_read;
  initialize(wide, 2);
  save_npz(wide, path);
  load_npz(wide_read, path);
  BOOST_TEST(same_bytes(wide_read, wide));
  Picture picture, picture_read;
  load_npz(picture, archives + "image.npz");
  save_npz(picture, path, {.compressed = true});
  load_npz(picture_read, path);
  BOOST_TEST(same_bytes(picture_read, picture));
  // Larger than the buffers, and deflated.
  using Large = Net<Dense<300, 200>>;
  const auto large = std::make_unique<Large>(), large_read = std::make_unique<Large>();
  for (std::size_t i = 0; i < 300; ++i) large->weight<0>(i, i % 200) = static_cast<float>(i);
  save_npz(*large, path);
  const std::size_t stored = file_content(path).size();
  load_npz(*large_read, path);
  BOOST_TEST(same_bytes(*large_read, *large));
  *large_read = {};
  save_npz(*large, path, {.compressed = true});
  BOOST_TEST(file_content(path).size() < stored / 20);
  load_npz(*large_read, path);
  BOOST_TEST(same_bytes(*large_read, *large));

  save_npz(net, path, {.names = {"encoder.0", ""}});
  BOOST_TEST(
      (NpzFile(path).names() == std::vector<std::string>{"encoder.0.weight", "encoder.0.bias", "weight", "bias"}));
  Small read;
  load_npz(read, path, {.names = {"encoder.0", ""}});
  BOOST_TEST(same_bytes(read, net));
  BOOST_CHECK_THROW(save_npz(net, path, {.names = {"a"}}), weights_error);
  BOOST_CHECK_EXCEPTION(save_npz(net, path, {.dtype = Dtype::bfloat16}), weights_error,
                        [](const weights_error& e) { return contains(e.what(), "NumPy has no bfloat16"); });
  wide.parameters[0] = 1e10;
  BOOST_CHECK_EXCEPTION(save_npz(wide, path, {.dtype = Dtype::float16}), weights_error,
                        [](const weights_error& e) { return e.expected == "a number that float16 can hold"; });
  load_npz(read, path, {.names = {"encoder.0", ""}});  // it was not touched
}

BOOST_AUTO_TEST_CASE(differences) {
  const std::string from = " from Net<Dense<3, 4, ReLU>, Dense<4, 2>>";
  BOOST_TEST(message_of_load<Small>(archives + "dense_transposed.npz") ==
             "2 differences" + from +
                 ", the first in layer 0, Dense<3, 4, ReLU>: tensor \"0.weight\": found 3 × 4, the transposed matrix, "
                 "expected 4 × 3; tensor \"2.weight\": found 4 × 2, the transposed matrix, expected 2 × 4");
  const std::string named = message_of_load<Small>(archives + "dense_named.npz");
  BOOST_TEST(named.starts_with("4 differences" + from));
  BOOST_TEST(named.ends_with("; if only names differ, write .names = {\"fc1\", \"out.head\"}"), named);
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/a.npz";
  const NpyArray<float> weight{{4, 3}, std::vector<float>(12)};
  const std::array<std::int64_t, 4> integers{};
  const std::array<float, 2> last{0, std::numeric_limits<float>::infinity()};
  save_npz({{"0.weight", weight},
            {"0.bias", integers},
            {"2.wieght", NpyArray<float>{{2, 4}, std::vector<float>(8)}},
            {"2.bias", last}},
           path);
  BOOST_TEST(
      message_of_load<Small>(path) ==
      "3 differences" + from +
          ", the first in layer 0, Dense<3, 4, ReLU>: tensor \"0.bias\": found dtype int64, expected float32, "
          "float64 or float16; tensor \"2.weight\": found the name \"2.wieght\", expected \"2.weight\" of 2 × 4; "
          "tensor \"2.bias\": found a number that is not finite at [1], expected finite numbers (or "
          ".allow_non_finite)");
  save_npz({{"0.weight", weight},
            {"0.bias", std::array<float, 4>{}},
            {"2.weight", NpyArray<float>{{2, 4}, std::vector<float>(8)}},
            {"2.bias", last}},
           path);
  Small net;
  load_npz(net, path, {.allow_non_finite = true});
  BOOST_TEST(!_detail::is_finite(net.bias<1>(1)));
  // Objects, and members that are no arrays.
  std::vector<Member> members = small_members();
  members[1].data = numpy_case("refused_object");
  BOOST_TEST(contains(message_of_load<Small>(folder.write("a.npz", archive(members))),
                      "tensor \"0.bias\": found pickled objects (dtype '|O')"));
  members = small_members();
  members.push_back({"note.txt", "text"});
  BOOST_TEST(message_of_load<Small>(folder.write("a.npz", archive(members))) ==
             "found 1 member that is no array, expected members NAME.npy, one for each tensor");
  // What torch.save() writes.
  BOOST_TEST(message_of_load<Small>(folder.write(
                 "m.pt", archive({{"m/data.pkl", "pickle"}, {"m/data/0", "numbers"}, {"m/version", "3"}}))) ==
             "found a file of torch.save(), expected an archive of arrays: np.savez of the state_dict's arrays, or "
             "examples/pytorch/sinew_export.py and load_safetensors");
}

// NumPy makes PyTorch's number of batches an array.
BOOST_AUTO_TEST_CASE(numbers_of_batches) {
  const TemporaryFolder folder;
  using Normed = Net<Dense<3, 4>, BatchNorm<>>;
  const auto file = [&](const std::string& prefix, const char* shape) {
    std::vector<Member> members{{prefix + "0.weight.npy", npy("<f4", "(4, 3)", std::string(48, '\0'))}};
    for (const char* const name : {"0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var"})
      members.push_back({prefix + name + ".npy", npy("<f4", "(4,)", std::string(16, '\0'))});
    members.push_back({prefix + "1.num_batches_tracked.npy",
                       npy("<i8", shape, std::string(shape == std::string("(2,)") ? 16 : 8, '\0'))});
    return folder.write("counted.npz", archive(members));
  };
  for (const char* const shape : {"()", "(1,)", "(1, 1)"}) {
    BOOST_TEST(message_of_load<Normed>(file("", shape)) == "");
    BOOST_TEST(message_of_load<Normed>(file("model.", shape), {.prefix = "model."}) == "");
    const std::string message = message_of_load<Normed>(file("model.", shape));
    BOOST_TEST(message.starts_with("6 differences "), message);
    BOOST_TEST(message.ends_with("; write .prefix = \"model.\""), message);
  }
  BOOST_TEST(
      contains(message_of_load<Normed>(file("", "(2,)")), "\"1.num_batches_tracked\": found 2, expected no such"));
}

BOOST_AUTO_TEST_CASE(names_that_no_archive_can_have) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/a.npz";
  const auto refuses = [&](const auto& net, const std::vector<std::string>& names, const std::string& found) {
    BOOST_CHECK_EXCEPTION(save_npz(net, path, {.names = names}), weights_error,
                          [&](const weights_error& e) { return e.found == found; });
  };
  refuses(Small(), {"caf\xe9", "out"},
          "the byte 233, which is no character of UTF-8, in a name for layer 0, Dense<3, 4, ReLU>");
  refuses(Small(), {"in", std::string("o\0ut", 4)}, "a zero in a name for layer 1, Dense<4, 2>");
  refuses(Net<Input<6, 8>, SelfAttention<8, 2>, Flatten, Dense<48, 3>>(), {"a", "a.out_proj"},
          "two tensors of this name, of layer 1, SelfAttention<8, 2>, and of layer 3, Dense<48, 3>");
}

// ---- Arrays.

BOOST_AUTO_TEST_CASE(datasets) {
  const NpzFile file(archives + "dataset.npz");
  BOOST_TEST((file.names() == std::vector<std::string>{"x_train", "y_train", "x_test", "y_test"}));
  BOOST_TEST((file.contains("x_test") && !file.contains("x_test.npy") && !file.contains("x")));
  const auto train = file.dataset<4, std::uint8_t, std::uint8_t>("x_train", "y_train", {.class_count = 3});
  const auto test = file.dataset<4, std::uint8_t, std::uint8_t>("x_test", "y_test");
  BOOST_TEST((train.size() == 6 && test.size() == 2));
  BOOST_TEST((train.inputs[1] == std::array<std::uint8_t, 4>{153, 190, 227, 8}));  // 37·k + 5, as NumPy wraps it
  BOOST_TEST((test.targets == std::vector<std::uint8_t>{2, 1}));
  const NpzFile packed(archives + "dataset_compressed.npz");
  const auto data = packed.dataset<4, float, double>("x", "y");
  BOOST_TEST((data.targets == std::vector<float>{0.5f, 1.5f, 2.5f}));
  for (std::size_t i = 0; i < 12; ++i) BOOST_TEST(data.inputs[i / 4][i % 4] == 0.5 * static_cast<double>(i) - 1.25);
  const auto says = [&](auto load, const std::string& message) {
    BOOST_CHECK_EXCEPTION(static_cast<void>(load()), npy_error, [&](const npy_error& e) {
      BOOST_TEST(contains(e.what(), message), e.what());
      return contains(e.what(), message);
    });
  };
  says([&] { return packed.load<std::vector<float>>("names"); }, "array \"names\": found strings (dtype '<U1')");
  says([&] { return file.load<std::vector<float>>("z"); },
       "array \"z\": found no such array, expected one of \"x_train\", \"y_train\", \"x_test\", \"y_test\"");
  says([&] { return file.load<std::vector<float>>("x_test"); },
       "array \"x_test\": found 2 × 2 × 2, expected N numbers");
  says([&] { return file.dataset<4, int>("x_train", "y_test"); },
       "array \"y_test\": found 2 targets, expected 6, one for each sample of \"x_train\"");
  says([&] { return file.dataset<4, int>("x_train", "y_train", {.class_count = 2}); },
       "array \"y_train\": found label 2 at [2], expected a label from 0 to 1");
  BOOST_TEST(NpzFile(archives + "nothing.npz").names().empty());
}

BOOST_AUTO_TEST_CASE(arrays_there_and_back) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/a.npz";
  const std::vector<std::array<float, 3>> rows{{1, 2, 3}, {4, 5, 6}};
  std::vector<std::uint8_t> labels(100'000);
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<std::uint8_t>(i / 1000);
  for (const bool compressed : {false, true}) {
    save_npz({{"rows", rows}, {"größe", labels}, {"one", 2.5}}, path, {.compressed = compressed});
    const NpzFile file(path);
    BOOST_TEST((file.names() == std::vector<std::string>{"rows", "größe", "one"}));
    BOOST_TEST((file.load<std::vector<std::array<float, 3>>>("rows") == rows));
    BOOST_TEST((file.load<std::vector<std::uint8_t>>("größe") == labels));
    BOOST_TEST(file.load<double>("one") == 2.5);
  }
  BOOST_TEST(file_content(path).size() < 2000u);
  save_npz({}, path);
  BOOST_TEST(file_content(path) == file_content(archives + "nothing.npz"));
  const auto says = [&](const std::vector<NpzEntry>& entries, const std::string& message) {
    BOOST_CHECK_EXCEPTION(save_npz(entries, path), npy_error, [&](const npy_error& e) {
      BOOST_TEST(e.what() == path + ": array " + message);
      return true;
    });
  };
  says({{"a", rows}, {"a", labels}}, "\"a\": found two arrays of this name, expected each name once");
  says({{"", rows}}, "\"\": found an array without a name, expected a name");
  const NpyArray<float> wrong{{7}, {1, 2}};
  says({{"a", wrong}}, "\"a\": found 2 values, expected as many as the shape 7 says");
}

// ---- Hostile files.

BOOST_AUTO_TEST_CASE(archives_that_are_right) {
  const TemporaryFolder folder;
  std::vector<Member> members = small_members();
  BOOST_TEST(message_of_load<Small>(folder.write("a", archive(members))) == "");
  // A comment, in which another end seems to be.
  const std::string fake =
      number(0x06054b50, 4) + number(0, 4) + number(65535, 2) + number(65535, 2) + number(0, 8) + number(9, 2);
  BOOST_TEST(message_of_load<Small>(folder.write("a", archive(members, {.comment = "text " + fake + " text"}))) == "");
  // Data in which ends seem to be.
  members[0].data.replace(128, 22, fake);
  members[0].data.replace(152, 22, fake);
  BOOST_TEST(message_of_load<Small>(folder.write("a", archive(members)), {.allow_non_finite = true}) == "");
  Small net;
  load_npz(net, folder.path() + "/a", {.allow_non_finite = true});
  BOOST_TEST(std::memcmp(&net.weight<0>(0, 0), fake.data(), 4) == 0);  // the bytes are those of the file
  // Names are names.
  for (const char* const name : {"../../x", "/etc/x", "C:\\x", "", ".", "a\n"}) {
    const NpzFile file(folder.write("a", archive({{name + std::string(".npy"), npy("<f4", "()", "abcd")}})));
    BOOST_TEST((file.names() == std::vector<std::string>{name}));
    static_cast<void>(file.load<float>(name));
  }
}

BOOST_AUTO_TEST_CASE(archives_that_are_wrong) {
  const TemporaryFolder folder;
  const auto opens = [&](const std::string& bytes, const std::string& says) {
    const std::string message = message_of_open(folder.write("a", bytes));
    BOOST_TEST(contains(message, says), message << ", expected " << says);
  };
  const std::vector<Member> right = small_members();
  const std::string whole = archive(right);
  opens("", "found an empty file, expected a zip archive, of at least 22 bytes");
  opens("PK", "found 2 bytes, expected a zip archive");
  opens(std::string(100, 'x'), "found no end of a zip archive in the last 100 bytes");
  opens(numpy_case("row"), "found a single array, expected a zip archive of arrays (load_npy");
  opens(whole + "x", "found no end of a zip archive");
  opens(archive(right, {.count = 3}), "found 4 members in the list, expected 3, as the end of the archive says");
  opens(archive(right, {.count = 65534}), "found 4 members in the list, expected 65,534");
  opens(archive(right, {.length = 9}), "found a list of members of 9 bytes at byte ");
  opens(archive(right, {.place = 0xfffffff0}), "found a list of members of ");
  opens(archive(right, {.place = 0}), "found a list of members of ");
  opens(archive({right[0], right[1], right[0]}),
        "array \"0.weight\": found two members of this name, expected each name once");
  auto members = right;
  members[1].flags = 1;
  opens(archive(members), "array \"0.bias\": found an encrypted member");
  members = right;
  members[1].method = 12;
  opens(archive(members), "array \"0.bias\": found compression method 12, expected 0 (stored) or 8 (deflate)");
  members[1].method = 99;
  opens(archive(members), "found no right zip archive (");
  members = right;
  members[2].size = 161;
  opens(archive(members), "array \"2.weight\": found a member of 160 bytes, expected 161 bytes, its size");

  const auto loads = [&](const std::vector<Member>& of, const std::string& says) {
    const std::string message = message_of_load<Small>(folder.write("a", archive(of)));
    BOOST_TEST(contains(message, says), message << ", expected " << says);
  };
  members = right;
  members[2].crc = 5;
  loads(members, "tensor \"2.weight\": found CRC error");
  members = right;
  members[2].data[140] ^= 1;
  members[2].crc = 0x12345678;
  loads(members, "tensor \"2.weight\": found CRC error");
  members = right;
  members[2].method = 8;  // no deflated bytes
  loads(members, "tensor \"2.weight\": found ");
  members[2].packed = deflated(members[2].data);
  loads(members, "");
  members[2].size = 161;  // more than there are
  members[2].data.replace(64, 0, "");
  loads(members, "tensor \"2.weight\": found 33 bytes of numbers, expected 32 bytes for float32 of 2 × 4");
  members[2].size = 159;
  loads(members, "tensor \"2.weight\": found 31 bytes of numbers, expected 32 bytes");
  members = right;
  members[2].method = 8;
  members[2].packed = deflated(members[2].data + "x");  // more than it says
  loads(members, "tensor \"2.weight\": found ");
  members[2].packed = deflated(members[2].data).substr(0, 60);
  loads(members, "tensor \"2.weight\": found ");
}

// What expands to much more than it is, or seems to.
BOOST_AUTO_TEST_CASE(bombs) {
  const TemporaryFolder folder;
  const std::string zeros(std::size_t{20} << 20, '\0');
  std::vector<Member> members = small_members();
  // 20 MiB of weights that the net does not have: they are not expanded.
  Member large{"0.weight.npy", npy("|u1", "(20971520,)", zeros)};
  large.method = 8;
  large.packed = deflated(large.data);
  members[0] = large;
  const std::string path = folder.write("a", archive(members));
  BOOST_TEST(file_content(path).size() < std::size_t{40} << 10);
  BOOST_TEST(contains(message_of_load<Small>(path), "tensor \"0.weight\": found 20,971,520, expected 4 × 3"));
  // Arrays of unknown length: at most 64 MiB and 64 times the file, or what the program says.
  const auto load = [&](const NpzFileOptions& options) {
    const std::ptrdiff_t held = malloced;
    most_malloced = held;
    std::size_t size = 0;
    try {
      size = NpzFile(path, options).load<std::vector<float>>("0.weight").size();
    } catch (const npy_error& e) {
      BOOST_TEST(contains(e.what(),
                          "array \"0.weight\": found 20,971,520 numbers of 4 bytes after expansion, expected at most "),
                 e.what());
      BOOST_TEST(contains(e.what(), "NpzFileOptions{.most_bytes = …}"), e.what());
      BOOST_TEST(most_malloced - held < std::ptrdiff_t{1} << 20);
    }
    return size;
  };
  BOOST_TEST(load({}) == 0u);
  BOOST_TEST(load({.most_bytes = 1000}) == 0u);
  BOOST_TEST(load({.most_bytes = std::uint64_t{200} << 20}) == 20'971'520u);
  // A size that is a lie: the net asks for 48 bytes only.
  members = small_members();
  members[0].method = 8;
  members[0].packed = large.packed;
  members[0].size = 128 + 48;
  BOOST_TEST(contains(message_of_load<Small>(folder.write("a", archive(members))), "tensor \"0.weight\": found "));
  // A shape beyond all memory.
  members = small_members();
  members[0].data = npy("<f4", "(1073741824, 1073741824)", "");
  BOOST_TEST(
      contains(message_of_load<Small>(folder.write("a", archive(members))), "found 0 bytes of numbers, expected "));
}

// Lists of members that would take much memory.
BOOST_AUTO_TEST_CASE(long_lists) {
  const TemporaryFolder folder;
  const auto opens = [&](const std::string& bytes, const char* says) {
    const std::string message = message_of_open(folder.write("a", bytes));
    BOOST_TEST(contains(message, says), message);
  };
  std::vector<Member> many;
  for (int i = 0; i < 60'000; ++i) many.push_back({std::to_string(i)});
  std::string bytes = archive(many);
  // Without the members, whose places are wrong then; the list alone.
  bytes = bytes.substr(bytes.find("PK\1\2"));
  const std::string end = bytes.substr(bytes.size() - 22);
  bytes.replace(bytes.size() - 6, 4, number(0, 4));
  opens(bytes, "members, expected fewer in a file of ");
  // Extra fields of 4 bytes, for each of which libzip takes 80.
  Member extra{"a.npy"};
  for (int i = 0; i < 16'000; ++i) extra.extra += number(0x4242, 2) + number(0, 2);
  std::vector<Member> extras(20, extra);
  bytes = archive(extras);
  bytes = bytes.substr(bytes.find("PK\1\2"));
  bytes.replace(bytes.size() - 6, 4, number(0, 4));
  opens(bytes, "members, expected fewer in a file of ");
  // zip64: 2^40 members in a list of 4.
  bytes = archive(small_members());
  const std::size_t place = bytes.find("PK\1\2"), length = bytes.size() - 22 - place;
  const auto with_zip64 = [&](std::uint64_t count, std::uint64_t list, std::uint64_t begin, std::uint64_t locator) {
    return bytes.substr(0, bytes.size() - 22) + number(0x06064b50, 4) + number(44, 8) + number(45, 2) + number(45, 2) +
           number(0, 8) + number(count, 8) + number(count, 8) + number(list, 8) + number(begin, 8) +
           number(0x07064b50, 4) + number(0, 4) + number(locator, 8) + number(1, 4) + number(0x06054b50, 4) +
           number(0, 4) + number(65535, 2) + number(65535, 2) + number(0xffffffff, 4) + number(0xffffffff, 4) +
           number(0, 2);
  };
  opens(with_zip64(4, length, place, bytes.size() - 22), "");
  BOOST_TEST(message_of_load<Small>(folder.path() + "/a") == "");
  opens(with_zip64(std::uint64_t{1} << 40, length, place, bytes.size() - 22),
        "found 4 members in the list, expected 1,099,511,627,776");
  opens(with_zip64(4, ~std::uint64_t{0}, place, bytes.size() - 22),
        "found a list of members of 18,446,744,073,709,551,615 bytes");
  opens(with_zip64(4, length, ~std::uint64_t{0}, bytes.size() - 22), "found a list of members of ");
  opens(with_zip64(4, length, place, ~std::uint64_t{0}),
        "found an end of the archive at byte 18,446,744,073,709,551,615");
  opens(with_zip64(4, length, place, 5), "found no end of the archive at byte 5");
  // Thousands of ends, each of which says something else: libzip sees none of them.
  std::string ends;
  for (int i = 0; i < 2500; ++i)
    ends += number(0x06054b50, 4) + number(0, 4) + number(65535, 2) + number(65535, 2) + number(46 * 65535, 4) +
            number(0, 4) + number(7, 2);
  opens(archive(small_members(), {.comment = ends}), "");
}

BOOST_AUTO_TEST_CASE(every_truncation_and_every_flipped_bit) {
  const TemporaryFolder folder;
  Small right;
  load_npz(right, archives + "dense_f32.npz");
  for (const char* const name : {"dense_f32", "dense_compressed"}) {
    const std::string bytes = file_content(archives + name + ".npz");
    // The net is unchanged, or it is the right one: changed times and the like mean nothing.
    const auto refused = [&](const std::string& changed) {
      Small net;
      const std::string file = folder.write("changed", changed);
      const std::ptrdiff_t held = malloced;
      most_malloced = held;
      try {
        load_npz(net, file);
      } catch (const weights_error&) {
        if (!same_bytes(net, Small())) BOOST_ERROR("changed by a file that is refused");
        if (most_malloced - held > std::ptrdiff_t{1} << 20) BOOST_ERROR("takes " << most_malloced - held << " bytes");
        return true;
      }
      if (!same_bytes(net, right)) BOOST_ERROR("loaded other weights");
      return false;
    };
    BOOST_REQUIRE(!refused(bytes));
    for (std::size_t length = 0; length < bytes.size(); ++length)
      if (!refused(bytes.substr(0, length))) BOOST_ERROR("truncated to " << length);
    std::size_t count = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
      for (int bit = 0; bit < 8; ++bit) {
        std::string flipped = bytes;
        flipped[i] = static_cast<char>(flipped[i] ^ 1 << bit);
        count += refused(flipped);
      }
    BOOST_TEST(count > bytes.size() * 5);
  }
}

// ---- Faults.

BOOST_AUTO_TEST_CASE(files_that_cannot_be_written) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/weights.npz";
  Small net;
  initialize(net, 1);
  save_npz(net, path);
  const std::string before = file_content(path);
  const Small other;
  for (const auto& [call, after] : {std::pair{"open", 0}, std::pair{"write", 0}, std::pair{"write", 1},
                                    std::pair{"write", 4}, std::pair{"fsync", 0}, std::pair{"rename", 0}}) {
    fault = {call, after, 1, ENOSPC};
    BOOST_CHECK_EXCEPTION(save_npz(other, path), weights_error, [&](const weights_error& e) {
      BOOST_TEST(contains(e.found, "No space left on device"), e.what());
      return e.file == path && e.expected == "a file that can be written";
    });
    BOOST_TEST(fault.times == 0);
    fault = {call, after, 1, EIO};
    BOOST_CHECK_EXCEPTION(save_npz({{"a", 2.5f}, {"b", 1}, {"c", 2}}, path), npy_error,
                          [&](const npy_error& e) { return contains(e.found, "Input/output error"); });
    BOOST_TEST(fault.times == 0);
    fault = {};
    BOOST_TEST(file_content(path) == before);
  }
  for (const Fault& f : {Fault{"write", 0, 3, EINTR}, Fault{"write", 2, 1, 0}, Fault{"fsync", 0, 2, EINTR}}) {
    fault = f;
    save_npz(net, path);
    fault = {};
    BOOST_TEST(file_content(path) == before);
  }
}

// The n-th allocation fails, of C++ or of libzip: the file and the net stay as they are.
BOOST_AUTO_TEST_CASE(memory_that_is_not_there) {
  if (!malloc_is_counted()) return;
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/weights.npz";
  Small net;
  initialize(net, 1);
  save_npz(net, path, {.compressed = true});
  const std::string before = file_content(path);
  const Small other;
  for (const bool saving : {true, false}) {
    long n = 0;
    for (bool done = false; !done; ++n) {
      Small read;
      malloc_fails_after = n;
      try {
        if (saving) save_npz(other, path, {.compressed = true});
        else load_npz(read, path);
        done = malloc_fails_after >= 0;
      } catch (const std::bad_alloc&) {
      } catch (const weights_error&) {}
      malloc_fails_after = -1;
      if (!done && saving && file_content(path) != before) {
        // An allocation may fail that no one needs: stdio's, that of a message
        Small now;
        load_npz(now, path);
        if (!same_bytes(now, other)) BOOST_ERROR("allocation " << n << " damages the file");
        save_npz(net, path, {.compressed = true});
      }
      if (!done && !saving && !same_bytes(read, Small()) && !same_bytes(read, net))
        BOOST_ERROR("allocation " << n << " damages the net");
      if (n > 100'000) BOOST_REQUIRE(done);
    }
    BOOST_TEST(n > 30);
    save_npz(net, path, {.compressed = true});
  }
}

BOOST_AUTO_TEST_SUITE_END()
