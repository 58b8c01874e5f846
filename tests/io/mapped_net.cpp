#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <sinew/io/mapped_net.hpp>
#include <sinew/sinew.hpp>

#include "../data/temporary.hpp"
#include "../reference/safetensors.hpp"
#include "container.hpp"
#include "faults.hpp"

using namespace sinew;
namespace figures = reference::safetensors;

BOOST_AUTO_TEST_SUITE(io_mapped_net)

using Small = Net<Dense<3, 4, ReLU>, Dense<4, 2>>;
using Wide = Small::with_scalar<double>;
using Picture = Net<Input<2, 4, 5>, Conv2D<3, 3>, BatchNorm<>, Activate<ReLU>, Flatten, Dense<18, 2>>;

static_assert(!std::is_copy_constructible_v<MappedNet<Small>> && !std::is_copy_assignable_v<MappedNet<Small>>);
static_assert(std::is_nothrow_move_constructible_v<MappedNet<Small>>);
static_assert(std::is_same_v<decltype(*std::declval<MappedNet<Small>&>()), const Small&>);

template <class Net> bool same_bytes(const Net& a, const Net& b) {
  if constexpr (Net::layers::buffers > 0)
    if (std::memcmp(&a.buffers, &b.buffers, sizeof a.buffers) != 0) return false;
  return std::memcmp(&a.parameters, &b.parameters, sizeof a.parameters) == 0;
}
/// The error of mapping a file.
template <class Net> weights_error fault_of_map(const std::string& path, const MapOptions& options = {}) {
  try {
    const MappedNet<Net> mapped(path, options);
  } catch (const weights_error& e) {
    BOOST_TEST(e.file == path);
    BOOST_TEST(!e.found.empty());
    BOOST_TEST(!e.expected.empty());
    return e;
  }
  BOOST_ERROR("mapped " + path);
  return {"", "", "", ""};
}
/// Its sentence, without the path.
template <class Net> std::string message_of_map(const std::string& path, const MapOptions& options = {}) {
  const std::string message = fault_of_map<Net>(path, options).what();
  BOOST_TEST(message.starts_with(path + ": "));
  return message.substr(path.size() + 2);
}
/// The bytes with `from` replaced by `to`, of equal length, so that the header stays as long as it was.
std::string changed(std::string bytes, std::string_view from, std::string_view to) {
  const std::size_t at = bytes.find(from);
  BOOST_REQUIRE(at != bytes.npos);
  BOOST_REQUIRE(from.size() == to.size());
  return bytes.replace(at, from.size(), to);
}

BOOST_AUTO_TEST_CASE(the_weights_of_pytorch_in_place) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/dense", image = folder.path() + "/image";
  Wide net;
  load_safetensors(net, "reference/weights/dense_f64.safetensors");
  save_safetensors(net, path, {.mappable = true});
  const MappedNet<Wide> mapped(path);
  const auto y = (*mapped)(figures::dense_input);
  for (std::size_t i = 0; i < 2; ++i) BOOST_TEST(y[i] == figures::dense_f64[i], boost::test_tools::tolerance(1e-14));
  BOOST_TEST(mapped->predict(figures::dense_input) == 0u);
  BOOST_TEST(reinterpret_cast<std::size_t>(&*mapped) % 64 == 0u);

  Picture picture;
  load_safetensors(picture, "reference/weights/image.safetensors");
  std::array<float, 40> x{};
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(figures::image_input[i]);
  save_safetensors(picture, image, {.golden_sample = x, .mappable = true});
  const MappedNet<Picture> pictures(image, {.verify = true});
  const auto z = (*pictures)(x);
  for (std::size_t i = 0; i < 2; ++i)
    BOOST_TEST(static_cast<double>(z[i]) == figures::image_output[i], boost::test_tools::tolerance(1e-5));
  BOOST_TEST(same_bytes(*pictures, picture));  // buffers too
}

BOOST_AUTO_TEST_CASE(what_the_file_says) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/weights";
  Picture net;
  initialize(net, 1);
  save_safetensors(net, path, {.names = {"conv", "norm", "out"}, .mappable = true});
  const _detail::SafetensorsFile file(path);
  BOOST_REQUIRE(file.tensors().size() == 1u);
  const _detail::file_tensor object = file.tensors()[0];
  BOOST_TEST(object.name == "sinew.parameters");
  BOOST_TEST(object.type->name == "F32");
  BOOST_TEST(object.end == sizeof(Picture));
  BOOST_TEST(file.data_begin() % 64 == 0u);
  BOOST_TEST(file.tensors().metadata("sinew.net") == type_name<Picture>);
  BOOST_TEST(file.tensors().metadata("sinew.layout") == "1");
  // The convolution's weights lie as in (channel, row, column, out).
  BOOST_TEST(file.tensors().metadata("sinew.tensor.conv.weight") ==
             "shape [3, 2, 3, 3], strides [1, 27, 9, 3], offset 0");
  BOOST_TEST(file.tensors().metadata("sinew.tensor.out.bias").starts_with("shape [2], strides [1], offset "));
  // Each number is where the file says it is.
  const std::string bytes = content_of(path);
  const auto number = [&](const std::string& key, std::size_t index) {
    const std::string place(file.tensors().metadata("sinew.tensor." + key));
    const std::size_t offset = std::stoul(place.substr(place.rfind(' ')));
    float value;
    std::memcpy(&value, bytes.data() + file.data_begin() + 4 * (offset + index), 4);
    return value;
  };
  net.bias<5>(1) = 0.25f;
  net.buffers_of<2>()[4] = 0.75f;  // of the variances
  save_safetensors(net, path, {.names = {"conv", "norm", "out"}, .mappable = true});
  const std::string again = content_of(path);
  BOOST_TEST(again.size() == bytes.size());
  BOOST_TEST(number("conv.weight", 5) == (net.weight<1>(0, 0, 1, 2)));
  const MappedNet<Picture> mapped(path, {.names = {"conv", "norm", "out"}});
  BOOST_TEST((mapped->bias<5>(1)) == 0.25f);
  BOOST_TEST((mapped->buffers_of<2>()[4]) == 0.75f);
  // The same net gives the same bytes: padding is 0.
  save_safetensors(net, path, {.names = {"conv", "norm", "out"}, .mappable = true});
  BOOST_TEST((content_of(path) == again));
  // Names are part of the file.
  const weights_error e = fault_of_map<Picture>(path);
  BOOST_TEST(e.differences == 8u);  // each tensor has another name
  BOOST_TEST(e.tensor == "\"0.weight\"");
  const std::string advice = "; write .names = {\"conv\", \"norm\", \"out\"}";
  BOOST_TEST(std::string_view(e.what()).ends_with(advice));
  BOOST_TEST(message_of_map<Picture>(path, {.names = {"conv", "bn", "out"}}).ends_with(advice));
  // Names behind a prefix.
  save_safetensors(net, path, {.names = {"model.0", "model.1", "model.4"}, .mappable = true});
  BOOST_TEST(message_of_map<Picture>(path).ends_with("; write .prefix = \"model.\""));
  const MappedNet<Picture> behind(path, {.prefix = "model."});
  BOOST_TEST((behind->bias<5>(1)) == 0.25f);
}

BOOST_AUTO_TEST_CASE(load_reads_it_too) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/weights";
  Picture net, read;
  initialize(net, 1);
  net.buffers_of<2>()[1] = 3;
  const std::array<float, 40> x{1, 2, 3};
  save_safetensors(net, path, {.golden_sample = x, .mappable = true});
  load_safetensors(read, path);
  BOOST_TEST(same_bytes(read, net));
  Picture::with_scalar<double> wide;
  load_safetensors(wide, path);
  BOOST_TEST(same_bytes(Picture(wide), net));
  save_safetensors(wide, path, {.mappable = true});
  load_safetensors(read, path);
  BOOST_TEST(same_bytes(read, net));

  // All or nothing here too.
  Net<Dense<3, 5, ReLU>, Dense<5, 2>> other;
  initialize(other, 2);
  const auto before = other;
  Small small;
  initialize(small, 1);
  save_safetensors(small, path, {.mappable = true});
  BOOST_CHECK_EXCEPTION(load_safetensors(other, path), weights_error, [](const weights_error& e) {
    return e.differences == 5 && e.tensor == "\"0.weight\"" && e.found == "shape [4, 3], strides [1, 4], offset 0" &&
           e.expected == "shape [5, 3], strides [1, 5], offset 0";
  });
  BOOST_TEST(same_bytes(other, before));
  // Weights that are not finite.
  small.weight<0>(2, 1) = std::numeric_limits<float>::infinity();
  save_safetensors(small, path, {.mappable = true});
  Small untouched, with;
  BOOST_CHECK_EXCEPTION(load_safetensors(untouched, path), weights_error, [](const weights_error& e) {
    return e.tensor == "\"0.weight\"" && e.found == "a number that is not finite at [1, 2]";
  });
  BOOST_TEST(same_bytes(untouched, Small()));
  load_safetensors(with, path, {.allow_non_finite = true});
  BOOST_TEST(same_bytes(with, small));
  Wide wide_small(small);
  wide_small.weight<0>(2, 1) = 1e300;
  save_safetensors(wide_small, path, {.mappable = true});
  BOOST_CHECK_EXCEPTION(load_safetensors(untouched, path), weights_error, [](const weights_error& e) {
    return e.found == "a number beyond the largest float at [1, 2]";
  });
}

BOOST_AUTO_TEST_CASE(another_net_is_refused) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/weights";
  Small net;
  initialize(net, 1);
  save_safetensors(net, path, {.mappable = true});
  // The same layout, another function.
  using Other = Net<Dense<3, 4, Tanh>, Dense<4, 2>>;
  BOOST_TEST(message_of_map<Other>(path) ==
             "1 difference from Net<Dense<3, 4, Tanh>, Dense<4, 2>> (the file is of BasicNet<float, Dense<3, 4, ReLU>, "
             "Dense<4, 2>>): found weights of …Dense<3, 4, ReLU>, Dense<4, 2>>, expected those of …Dense<3, 4, Tanh>, "
             "Dense<4, 2>>");
  // Another architecture: all differences.
  using Larger = Net<Dense<3, 5, ReLU>, Dense<5, 2>>;
  const weights_error larger = fault_of_map<Larger>(path);
  BOOST_TEST(larger.differences == 6u);  // 4 tensors, all numbers, the type
  BOOST_TEST(std::string(larger.what()).find("the first in layer 0, Dense<3, 5, ReLU>") != std::string::npos);
  // Another scalar, with the same places.
  const weights_error wide = fault_of_map<Wide>(path);
  BOOST_TEST(wide.differences == 2u);  // the scalar, the type
  BOOST_TEST(wide.found == "dtype F32");
  BOOST_TEST(wide.expected == "F64, the scalar of the net");
  // A file with named tensors.
  save_safetensors(net, path);
  BOOST_TEST(fault_of_map<Small>(path).expected.ends_with("; load_safetensors reads this one"));
  BOOST_CHECK_EXCEPTION(
      save_safetensors(net, path, {.dtype = Dtype::float16, .mappable = true}), weights_error,
      [](const weights_error& e) { return e.found == "dtype F16 and .mappable" && e.expected.starts_with("F32, "); });
  save_safetensors(net, path, {.dtype = Dtype::float32, .mappable = true});
  BOOST_TEST(same_bytes(*MappedNet<Small>(path), net));
}

BOOST_AUTO_TEST_CASE(changed_files_are_refused) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/weights";
  Small net;
  initialize(net, 1);
  save_safetensors(net, path, {.golden_sample = std::array<float, 3>{1, 2, 3}, .mappable = true});
  const std::string bytes = content_of(path);
  const auto with = [&](std::string_view from, std::string_view to) {
    return fault_of_map<Small>(folder.write("changed", changed(bytes, from, to)));
  };
  BOOST_TEST(with("\"sinew.layout\":\"1\"", "\"sinew.layout\":\"2\"").found == "version \"2\" of sinew.layout");
  BOOST_TEST(with("\"sinew.layout\":\"1\"", "\"sinew_layout\":\"1\"").found.starts_with("no layout of a net"));
  BOOST_TEST(with("sinew.parameters", "sinew_parameters").found == "1 tensor, the first of them \"sinew_parameters\"");
  BOOST_TEST(with("strides [1, 4], offset 0", "strides [3, 1], offset 0").found ==
             "shape [4, 3], strides [3, 1], offset 0");
  BOOST_TEST(with("sinew.tensor.0.bias", "sinew.tensor.0.BIAS").differences == 1u);
  BOOST_TEST(with("sinew.net\":", "sinew.NET\":").found == "weights of a net without a type");
  // Data at a place where a net cannot be: one blank of the header less.
  std::string shifted = bytes;
  const std::size_t blank = shifted.rfind("]}}") + 3;
  BOOST_REQUIRE(shifted[blank] == ' ');
  shifted.erase(blank, 1);
  shifted[0] = static_cast<char>(static_cast<unsigned char>(shifted[0]) - 1);
  const std::string moved = folder.write("changed", shifted);
  BOOST_TEST(fault_of_map<Small>(moved).expected.starts_with("a multiple of 64"));
  Small read;
  load_safetensors(read, moved);  // which does not mind
  BOOST_TEST(same_bytes(read, net));
  // Numbers are looked at on request.
  std::string odd = bytes;
  const float infinite = std::numeric_limits<float>::infinity();
  const std::size_t data = bytes.size() - sizeof(Small);
  std::memcpy(odd.data() + data + 4 * Small::weight_index<1>(2, 1), &infinite, 4);
  const std::string odd_file = folder.write("odd", odd);
  BOOST_TEST(MappedNet<Small>(odd_file)->parameters[Small::weight_index<1>(2, 1)] == infinite);
  const weights_error e = fault_of_map<Small>(odd_file, {.verify = true});
  BOOST_TEST(e.tensor == "\"2.weight\"");
  BOOST_TEST(e.found == "a number that is not finite at [1, 2]");
  std::string wrong = bytes;
  wrong[data + 4 * Small::bias_index<1>(0) + 3] = '\x40';  // 2 or more in place of 0
  const std::string wrong_file = folder.write("wrong", wrong);
  BOOST_TEST(fault_of_map<Small>(wrong_file, {.verify = true}).found.starts_with("output 0 of the golden sample "));
}

BOOST_AUTO_TEST_CASE(only_regular_files_are_mapped) {
  const TemporaryFolder folder;
  BOOST_TEST(fault_of_map<Small>(folder.path() + "/none").found == "No such file or directory");
  BOOST_TEST(fault_of_map<Small>(folder.path()).found == "Is a directory");
  const std::string pipe = folder.path() + "/pipe";
  BOOST_REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  BOOST_TEST(fault_of_map<Small>(pipe).found == "a pipe, a device or a socket");  // and does not wait for a writer
  BOOST_TEST(fault_of_map<Small>("/dev/zero").found == "a pipe, a device or a socket");
}

// A file with its end missing, or a bit of its header changed, is refused, or it is the net: what the net does not ask
// for means nothing to it.
BOOST_AUTO_TEST_CASE(every_truncation_and_every_flipped_bit_of_the_header) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/weights";
  using Tiny = Net<Dense<1, 1>>;
  Tiny net;
  initialize(net, 1);
  save_safetensors(net, path, {.mappable = true});
  const std::string bytes = content_of(path);
  const auto refused = [&](const std::string& file) {
    const std::string other = folder.write("changed", file);
    bool mapped = false, loaded = false;
    try {
      const MappedNet<Tiny> map(other);
      mapped = true;
      if (!same_bytes(*map, net)) BOOST_ERROR("mapped other weights: " + file);
    } catch (const weights_error&) {}
    Tiny read;
    try {
      load_safetensors(read, other);
      loaded = true;
    } catch (const weights_error&) {}
    if (!same_bytes(read, loaded ? net : Tiny())) BOOST_ERROR("loaded other weights: " + file);
    return !mapped && !loaded;
  };
  for (std::size_t length = 0; length < bytes.size(); ++length)
    if (!refused(bytes.substr(0, length))) BOOST_ERROR("truncated to " << length);
  std::size_t accepted = 0;
  for (std::size_t i = 0; i < bytes.size() - sizeof(Tiny); ++i)
    for (int bit = 0; bit < 8; ++bit) {
      std::string file = bytes;
      file[i] = static_cast<char>(file[i] ^ 1 << bit);
      accepted += !refused(file);
    }
  // A blank may become a tab, and the version and the type of the metadata other ones, or keys that no one asks for.
  BOOST_TEST(accepted > 0u);
  BOOST_TEST(accepted < 8 * (bytes.size() - sizeof(Tiny)) / 4);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_replaced_and_a_net_that_moves) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/weights";
  Small old_net, new_net;
  initialize(old_net, 1);
  initialize(new_net, 2);
  save_safetensors(old_net, path, {.mappable = true});
  MappedNet<Small> mapped(path);
  const Small* const place = &*mapped;
  save_safetensors(new_net, path, {.mappable = true});
  BOOST_TEST(same_bytes(*mapped, old_net));
  MappedNet<Small> moved((std::move)(mapped)), second(path);
  BOOST_TEST(&*moved == place);
  BOOST_TEST(same_bytes(*moved, old_net));
  BOOST_TEST(same_bytes(*second, new_net));
  moved = (std::move)(second);
  BOOST_TEST(same_bytes(*moved, new_net));
  mapped = MappedNet<Small>(path);
  std::filesystem::remove(path);
  BOOST_TEST(same_bytes(*mapped, new_net));
  BOOST_TEST(same_bytes(*moved, new_net));
}

/// The kB of a field of /proc/self/smaps for the mapping at this address.
long in_smaps(const void* at, const std::string& field) {
  std::ifstream maps("/proc/self/smaps");
  std::string line;
  for (bool within = false; std::getline(maps, line);) {
    unsigned long begin = 0, end = 0;
    if (std::sscanf(line.c_str(), "%lx-%lx ", &begin, &end) == 2)
      within = begin <= reinterpret_cast<std::size_t>(at) && reinterpret_cast<std::size_t>(at) < end;
    else if (within && line.starts_with(field + ":")) return std::stol(line.substr(field.size() + 1));
  }
  return -1;
}

// Another process uses the same pages of memory: it sees what is written to the file, and has none of its own.
BOOST_AUTO_TEST_CASE(two_processes_share_the_pages) {
  using Large = Net<Dense<512, 512>>;
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/weights";
  const auto net = std::make_unique<Large>();
  initialize(*net, 1);
  save_safetensors(*net, path, {.mappable = true});
  const std::size_t bias = std::filesystem::file_size(path) - sizeof(Large) + 4 * Large::bias_index<0>(7);
  const MappedNet<Large> mine(path);
  int ready[2], go[2];
  BOOST_REQUIRE((::pipe(ready) == 0 && ::pipe(go) == 0));
  const auto sum = [](const Large& of) {
    float all = 0;
    for (const float w : of.parameters) all += w;
    return all;
  };
  const pid_t child = ::fork();
  BOOST_REQUIRE(child >= 0);
  if (child == 0) {
    int status = 1;
    try {
      const MappedNet<Large> theirs(path);
      const float before = sum(*theirs);
      char signal = 0;
      if (::write(ready[1], &signal, 1) == 1 && ::read(go[0], &signal, 1) == 1) {
        const bool sees = theirs->bias<0>(7) == 42;
        const long resident = in_smaps(&*theirs, "Rss"), own = in_smaps(&*theirs, "Private_Dirty"),
                   unshared = in_smaps(&*theirs, "Private_Clean");
        status = before != before ? 2 : !sees ? 3 : resident < 1024 ? 4 : own != 0 ? 5 : unshared > 64 ? 6 : 0;
      }
    } catch (const weights_error&) { status = 7; }
    ::_exit(status);
  }
  BOOST_TEST((sum(*mine) == sum(*net)));
  char signal = 0;
  BOOST_TEST(::read(ready[0], &signal, 1) == 1);
  const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  const float value = 42;
  BOOST_TEST(::pwrite(file, &value, 4, static_cast<off_t>(bias)) == 4);
  ::close(file);
  BOOST_TEST(::write(go[1], &signal, 1) == 1);
  int status = -1;
  BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
  BOOST_TEST(WIFEXITED(status));
  BOOST_TEST(WEXITSTATUS(status) == 0);
  BOOST_TEST(mine->bias<0>(7) == 42);
  for (const int fd : {ready[0], ready[1], go[0], go[1]}) ::close(fd);
}

BOOST_AUTO_TEST_CASE(mapping_takes_no_memory_of_its_own) {
  using Large = Net<Dense<512, 512>>;
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/weights";
  save_safetensors(*std::make_unique<Large>(), path, {.mappable = true});
  most_allocated = allocated;
  const std::size_t before = allocated;
  const MappedNet<Large> mapped(path);
  BOOST_TEST(most_allocated - before < 65536u);
  BOOST_TEST(allocated == before);
}

BOOST_AUTO_TEST_SUITE_END()
