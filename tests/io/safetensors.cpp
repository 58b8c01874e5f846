#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/io/checkpoint.hpp>
#include <sinew/io/mapped_net.hpp>
#include <sinew/io/safetensors.hpp>
#include <sinew/sinew.hpp>

#include "../data/temporary.hpp"
#include "../reference/safetensors.hpp"
#include "container.hpp"
#include "faults.hpp"

using namespace sinew;
namespace figures = reference::safetensors;

BOOST_AUTO_TEST_SUITE(io_safetensors)

using Small = Net<Dense<3, 4, ReLU>, Dense<4, 2>>;
using Wide = BasicNet<double, Dense<3, 4, ReLU>, Dense<4, 2>>;
const std::string weights = "reference/weights/";

template <class Net> bool same_bytes(const Net& a, const Net& b) {
  if constexpr (Net::layers::buffers > 0)
    if (std::memcmp(&a.buffers, &b.buffers, sizeof a.buffers) != 0) return false;
  return std::memcmp(&a.parameters, &b.parameters, sizeof a.parameters) == 0;
}
/// The error of loading a file into a net, which it leaves as it was.
template <class Net> weights_error fault_of_load(const std::string& path, const LoadOptions& options = {}) {
  Net net;
  initialize(net, 3);
  const Net before = net;
  try {
    load_safetensors(net, path, options);
  } catch (const weights_error& e) {
    BOOST_TEST(same_bytes(net, before));
    BOOST_TEST(e.file == path);
    BOOST_TEST(!e.found.empty());
    BOOST_TEST(!e.expected.empty());
    return e;
  }
  BOOST_ERROR("loaded " + path);
  return {"", "", "", ""};
}
/// Its sentence, without the path.
template <class Net> std::string message_of_load(const std::string& path, const LoadOptions& options = {}) {
  const weights_error e = fault_of_load<Net>(path, options);
  const std::string message = e.what();
  BOOST_TEST(message.starts_with(path + ": "));
  return message.substr(path.size() + 2);
}

/// A file of F32 tensors of zeros.
struct Entry {
  const char* name;
  std::vector<std::size_t> shape;
};
std::string file_of(const TemporaryFolder& folder, const std::vector<Entry>& entries, std::string_view type = "F32") {
  _detail::SafetensorsHeader header;
  std::size_t bytes = 0;
  for (const auto& [name, shape] : entries) {
    std::size_t size = type == "I64" ? 8 : 4;
    for (const std::size_t extent : shape) size *= extent;
    header.tensor(name, type, shape, size);
    bytes += size;
  }
  return folder.write("file", header.bytes() + std::string(bytes, '\0'));
}

BOOST_AUTO_TEST_CASE(dense_nets_of_pytorch) {
  const auto close = [](const auto& y, const std::array<double, 2>& expected, double tolerance) {
    for (std::size_t i = 0; i < 2; ++i)
      BOOST_TEST(static_cast<double>(y[i]) == expected[i], boost::test_tools::tolerance(tolerance));
  };
  const auto& x = figures::dense_input;
  const std::array<float, 3> single{static_cast<float>(x[0]), static_cast<float>(x[1]), static_cast<float>(x[2])};
  Small net;
  Wide wide;
  load_safetensors(net, weights + "dense_f32.safetensors");
  close(net(single), figures::dense_f32, 1e-6);
  load_safetensors(wide, weights + "dense_f32.safetensors");
  close(wide(x), figures::dense_f32, 1e-14);
  load_safetensors(net, weights + "dense_f64.safetensors");
  close(net(single), figures::dense_f64, 1e-6);
  load_safetensors(wide, weights + "dense_f64.safetensors");
  close(wide(x), figures::dense_f64, 1e-14);
  load_safetensors(wide, weights + "dense_f16.safetensors");
  close(wide(x), figures::dense_f16, 1e-14);
  load_safetensors(net, weights + "dense_bf16.safetensors");
  close(net(single), figures::dense_bf16, 1e-6);
  load_safetensors(net, weights + "dense_named.safetensors", {.names = {"fc1", "out.head"}});
  close(net(single), figures::dense_f32, 1e-6);
}

using Picture = Net<Input<2, 4, 5>, Conv2D<3, 3>, BatchNorm<>, Activate<ReLU>, Flatten, Dense<18, 2>>;

BOOST_AUTO_TEST_CASE(an_image_net_of_pytorch) {
  Picture net;
  load_safetensors(net, weights + "image.safetensors");  // leaves out PyTorch's number of batches
  std::array<float, 40> x{};
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(figures::image_input[i]);
  const auto y = net(x);
  for (std::size_t i = 0; i < 2; ++i)
    BOOST_TEST(static_cast<double>(y[i]) == figures::image_output[i], boost::test_tools::tolerance(1e-5));

  const TemporaryFolder folder;
  const std::string path = folder.path() + "/image";
  save_safetensors(net, path, {.golden_sample = x});
  Picture copy;
  initialize(copy, 9);
  load_safetensors(copy, path);
  BOOST_TEST(same_bytes(copy, net));
  const _detail::SafetensorsFile file(path);
  BOOST_TEST(file.tensors().size() == 8u);
  BOOST_TEST(file.tensors().metadata("sinew.version") == "0.3.0");
  BOOST_TEST(file.tensors().metadata("sinew.net") == type_name<Picture>);
}

BOOST_AUTO_TEST_CASE(every_format_there_and_back) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/weights";
  Small net, read;
  Wide wide, wide_read;
  initialize(net, 1);
  initialize(wide, 1);
  const std::array<float, 3> x{0.5f, -1, 2};
  const std::array<double, 3> wide_x{0.5, -1, 2};
  for (const auto& [dtype, name, bytes] : {std::tuple{Dtype::of_net, "F32", 4u}, std::tuple{Dtype::float32, "F32", 4u},
                                           std::tuple{Dtype::float64, "F64", 8u}, std::tuple{Dtype::float16, "F16", 2u},
                                           std::tuple{Dtype::bfloat16, "BF16", 2u}}) {
    save_safetensors(net, path, {.dtype = dtype, .golden_sample = x});
    const _detail::SafetensorsFile file(path);
    BOOST_REQUIRE(file.tensors().size() == 4u);
    BOOST_TEST(file.tensors()[0].name == "0.weight");
    BOOST_TEST(file.tensors()[3].type->name == name);
    BOOST_TEST(file.tensors()[3].end == Small::parameter_count * bytes);
    load_safetensors(read, path);
    if (bytes >= 4) BOOST_TEST(same_bytes(read, net));
    else BOOST_TEST(!same_bytes(read, net));
    // What is rounded already stays as it is.
    const Small rounded = read;
    save_safetensors(rounded, path, {.dtype = dtype});
    load_safetensors(read, path);
    BOOST_TEST(same_bytes(read, rounded));
    load_safetensors(wide_read, path);  // float to double
    BOOST_TEST(same_bytes(Small(wide_read), rounded));
  }
  save_safetensors(wide, path, {.golden_sample = wide_x});
  load_safetensors(wide_read, path);
  BOOST_TEST(same_bytes(wide_read, wide));
  load_safetensors(net, path);  // double to float
  BOOST_TEST(same_bytes(net, Small(wide)));
  save_safetensors(wide, path, {.dtype = Dtype::float32, .golden_sample = wide_x});
  load_safetensors(wide_read, path);
  BOOST_TEST(same_bytes(wide_read, Wide(Small(wide))));
}

/// Whether number k of the data of a file is v.
bool holds(const std::string& bytes, std::size_t tensor_bytes, std::size_t k, float v) {
  return std::memcmp(bytes.data() + (bytes.size() - tensor_bytes) + k * sizeof v, &v, sizeof v) == 0;
}
// Matrices of several blocks of rows, and of rows longer than a block.
template <std::size_t In, std::size_t Out> void exchange_rows() {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/weights";
  using Rows = Net<Dense<In, Out>>;
  const auto net = std::make_unique<Rows>(), read = std::make_unique<Rows>();
  initialize(*net, 1);
  save_safetensors(*net, path);
  const std::string bytes = content_of(path);
  std::size_t wrong = 0;
  for (std::size_t o = 0; o < Out; ++o)
    for (std::size_t i = 0; i < In; ++i)
      wrong += !holds(bytes, Rows::parameter_count * sizeof(float), o * In + i, net->template weight<0>(i, o));
  BOOST_TEST(wrong == 0u);
  load_safetensors(*read, path);
  BOOST_TEST(same_bytes(*read, *net));
  save_safetensors(*net, path, {.dtype = Dtype::float64});
  *read = {};
  load_safetensors(*read, path);
  BOOST_TEST(same_bytes(*read, *net));
  // The first number that is not finite, wherever its block begins.
  net->template weight<0>(In - 1, Out - 2) = std::numeric_limits<float>::infinity();
  net->template weight<0>(0, Out - 1) = std::numeric_limits<float>::infinity();
  save_safetensors(*net, path);
  BOOST_CHECK_EXCEPTION(load_safetensors(*read, path), weights_error, [](const weights_error& e) {
    return e.found == "a number that is not finite at [" + std::to_string(Out - 2) + ", " + std::to_string(In - 1) +
                          "] and 1 more";
  });
}
BOOST_AUTO_TEST_CASE(many_rows) {
  exchange_rows<7, 100>();
  exchange_rows<270'000, 2>();
}

BOOST_AUTO_TEST_CASE(names) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/weights";
  Small net, read;
  initialize(net, 1);
  save_safetensors(net, path, {.names = {"encoder.0", ""}});
  BOOST_TEST(_detail::SafetensorsFile(path).tensors()[2].name == "weight");
  load_safetensors(read, path, {.names = {"encoder.0", ""}});
  BOOST_TEST(same_bytes(read, net));
  BOOST_TEST(message_of_load<Small>(path, {.names = {"a", "b", "c"}}) ==
             "found 3 names in .names, expected 2, one for each module with tensors (0, 2)");
  BOOST_TEST(message_of_load<Small>(path, {.names = {"a", "a"}}) ==
             "found the name \"a\" twice in .names, expected each name once");
  BOOST_CHECK_THROW(save_safetensors(net, path, {.names = {"a"}}), weights_error);
  load_safetensors(read, path, {.names = {"encoder.0", ""}});  // it was not touched

  using Nested = Net<Dense<2, 2, Tanh>, Residual<Dense<2, 2, Tanh>, Dense<2, 2>>, Net<Dense<2, 1>>>;
  Nested nested, nested_read;
  initialize(nested, 2);
  save_safetensors(nested, path);
  const _detail::SafetensorsFile file(path);
  for (std::size_t i = 0; i < file.tensors().size(); ++i)
    BOOST_TEST(file.tensors()[i].name == tensors_of<Nested>[i].name);
  load_safetensors(nested_read, path);
  BOOST_TEST(same_bytes(nested_read, nested));
}

BOOST_AUTO_TEST_CASE(stacked_recurrent_layers_are_one_module) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/weights";
  // torch.nn.LSTM(2, 3, num_layers=2, bidirectional=True) and torch.nn.GRU(6, 2, num_layers=3)
  using Stacked = Net<Input<4, 2>, Bidirectional<LSTM<2, 3>>, Bidirectional<LSTM<6, 3>>,
                      Unroll<4, GRU<6, 2>, GRU<2, 2>, GRU<2, 2>, Dense<2, 1>>>;
  Stacked net, read;
  initialize(net, 1);
  const LoadOptions pytorchs{.names = {"lstm", "lstm", "gru", "gru", "gru", "out"}};
  save_safetensors(net, path, {.names = pytorchs.names});
  const _detail::SafetensorsFile file(path);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < file.tensors().size(); ++i) names.emplace_back(file.tensors()[i].name);
  std::vector<std::string> expected;
  for (const std::string layer : {"l0", "l0_reverse", "l1", "l1_reverse"})
    for (const std::string tensor : {"weight_ih_", "weight_hh_", "bias_ih_", "bias_hh_"})
      expected.push_back("lstm." + tensor + layer);
  for (const std::string layer : {"l0", "l1", "l2"})
    for (const std::string tensor : {"weight_ih_", "weight_hh_", "bias_ih_", "bias_hh_"})
      expected.push_back("gru." + tensor + layer);
  expected.push_back("out.weight");
  expected.push_back("out.bias");
  BOOST_TEST(names == expected, boost::test_tools::per_element());
  load_safetensors(read, path, pytorchs);
  BOOST_TEST(same_bytes(read, net));
  BOOST_TEST(message_of_load<Stacked>(path, {.names = {"lstm", "gru", "lstm", "gru", "gru", "out"}}) ==
             "found the name \"lstm\" twice in .names, expected each name once");
  BOOST_TEST(message_of_load<Stacked>(path, {.names = {"lstm", "lstm", "gru", "gru", "out", "out"}}) ==
             "found the name \"out\" twice in .names, expected each name once");
}

BOOST_AUTO_TEST_CASE(differences) {
  const TemporaryFolder folder;
  const char* const from = "from Net<Dense<3, 4, ReLU>, Dense<4, 2>>, ";
  const auto says = [&](const std::vector<Entry>& entries, const std::string& message, const char* type = "F32") {
    BOOST_TEST(message_of_load<Small>(file_of(folder, entries, type)) == message);
  };
  says({{"0.weight", {3, 4}}, {"0.bias", {4}}, {"2.weight", {2, 4}}, {"2.bias", {2}}},
       std::string("1 difference ") + from +
           "in layer 0, Dense<3, 4, ReLU>: tensor \"0.weight\": found 3 × 4, the transposed matrix, expected 4 × 3");
  says({{"0.weight", {4, 3}}, {"0.bias", {4}}, {"2.weight", {10, 4}}, {"2.bias", {10}}},
       std::string("2 differences ") + from +
           "the first in layer 1, Dense<4, 2>: tensor \"2.weight\": found 10 × 4, expected 2 × 4; tensor \"2.bias\": "
           "found 10, "
           "expected 2");
  says({{"0.weight", {4, 3}}, {"0.bias", {1, 4}}, {"2.wieght", {2, 4}}, {"3.weight", {2, 4}}, {"2.bias", {}}},
       std::string("4 differences ") + from +
           "the first in layer 0, Dense<3, 4, ReLU>: tensor \"0.bias\": found 1 × 4, expected 4; tensor \"2.weight\": "
           "found the name "
           "\"3.weight\", expected \"2.weight\" of 2 × 4; tensor \"2.bias\": found a single number, expected 2; tensor "
           "\"2.wieght\": found "
           "2 × 4, expected no such tensor");
  says({{"0.weight", {4, 3}}, {"0.bias", {4}}, {"2.weight", {2, 4}}, {"2.bias", {2}}, {"2.num_batches_tracked", {}}},
       "1 difference from Net<Dense<3, 4, ReLU>, Dense<4, 2>>: tensor \"2.num_batches_tracked\": found a single "
       "number, expected no "
       "such tensor");
  says({{"layers.0.weight", {4, 3}}, {"layers.0.bias", {4}}, {"head.weight", {2, 4}}, {"head.bias", {2}}},
       std::string("4 differences ") + from +
           "the first in layer 0, Dense<3, 4, ReLU>: tensor \"0.weight\": found the name \"layers.0.weight\", expected "
           "\"0.weight\" of 4 × 3; tensor \"0.bias\": found the name \"layers.0.bias\", expected \"0.bias\" of 4; "
           "tensor "
           "\"2.weight\": found the name \"head.weight\", expected \"2.weight\" of 2 × 4; tensor \"2.bias\": found the "
           "name "
           "\"head.bias\", expected \"2.bias\" of 2; if only names differ, write .names = {\"layers.0\", \"head\"}");
  says({{"0.weight", {4, 3}}, {"0.bias", {4}}, {"2.weight", {2, 4}}, {"2.bias", {2}}},
       std::string("4 differences ") + from +
           "the first in layer 0, Dense<3, 4, ReLU>: tensor \"0.weight\": found dtype I64, expected F32, F64, F16 or "
           "BF16; tensor \"0.bias\": "
           "found dtype I64, expected F32, F64, F16 or BF16; tensor \"2.weight\": found dtype I64, expected F32, F64, "
           "F16 or BF16; tensor "
           "\"2.bias\": found dtype I64, expected F32, F64, F16 or BF16",
       "I64");
  // The facts of the first one.
  const auto e = fault_of_load<Small>(file_of(folder, {{"0.weight", {4, 3}}, {"0.bias", {4}}, {"2.weight", {2, 4}}}));
  BOOST_TEST(e.tensor == "\"2.bias\"");
  BOOST_TEST(e.found == "no such tensor");
  BOOST_TEST(e.expected == "2");
  BOOST_TEST(e.differences == 1u);
  // Weights of Keras: height, width, channels, filters.
  const std::string keras = message_of_load<Picture>(file_of(folder, {{"0.weight", {3, 3, 2, 3}}}));
  BOOST_TEST(
      keras.find("\"0.weight\": found 3 × 3 × 2 × 3, the same extents in another order, expected 3 × 2 × 3 × 3") !=
          keras.npos,
      keras);
}

/// What a message says behind its last semicolon.
std::string advice_in(const std::string& message) {
  const std::size_t at = message.rfind("; ");
  return at == message.npos ? "none" : message.substr(at + 2);
}
/// The tensors of layers of N values each in the order of their names, as Hugging Face's writer has them.
std::vector<Entry> layers_in_file(std::vector<std::string>& names, const std::vector<std::string>& modules,
                                  std::size_t n) {
  for (const std::string& module : modules)
    for (const char* const own : {".bias", ".weight"}) names.push_back(module + own);
  std::sort(names.begin(), names.end());
  std::vector<Entry> entries;
  for (const std::string& name : names)
    entries.push_back({name.c_str(), name.ends_with("bias") ? std::vector{n} : std::vector{n, n}});
  return entries;
}

// A list that is pasted must not exchange layers.
BOOST_AUTO_TEST_CASE(advised_names_are_in_the_order_of_their_numbers) {
  const TemporaryFolder folder;
  using Twelve = Net<Repeat<12, Dense<2, 2>>>;
  std::vector<std::string> modules, names;
  for (int i = 0; i < 12; ++i) modules.push_back("layers." + std::to_string(i));
  const std::string path = file_of(folder, layers_in_file(names, modules, 2));
  BOOST_TEST(advice_in(message_of_load<Twelve>(path)) ==
             "if only names differ, write .names = {\"layers.0\", \"layers.1\", \"layers.2\", \"layers.3\", "
             "\"layers.4\", \"layers.5\", \"layers.6\", \"layers.7\", \"layers.8\", \"layers.9\", \"layers.10\", "
             "\"layers.11\"}");
  Twelve net;
  load_safetensors(net, path, {.names = modules});
  // The numbers of two levels.
  using Four = Net<Repeat<4, Dense<2, 2>>>;
  names = {};
  BOOST_TEST(advice_in(message_of_load<Four>(
                 file_of(folder, layers_in_file(names, {"b10.fc2", "b10.fc10", "b9.fc1", "b9.fc3"}, 2)))) ==
             "if only names differ, write .names = {\"b9.fc1\", \"b9.fc3\", \"b10.fc2\", \"b10.fc10\"}");
  // "2" is the third layer of the file, not the second of the net, whose activation is module 1.
  names = {};
  using Activated = Net<Dense<2, 2, Tanh>, Dense<2, 2, Tanh>, Dense<2, 2>>;
  BOOST_TEST(advice_in(message_of_load<Activated>(file_of(folder, layers_in_file(names, {"0", "1", "2"}, 2)))) ==
             "if only names differ, write .names = {\"0\", \"1\", \"2\"}");
}
BOOST_AUTO_TEST_CASE(advised_names_say_where_their_order_is_a_guess) {
  const TemporaryFolder folder;
  std::vector<std::string> names;
  using Equal = Net<Dense<4, 4, ReLU>, Dense<4, 4, ReLU>, Dense<4, 4>>;
  BOOST_TEST(
      advice_in(message_of_load<Equal>(file_of(folder, layers_in_file(names, {"input", "hidden", "classifier"}, 4)))) ==
      "if only names differ, write .names = {\"classifier\", \"hidden\", \"input\"}, where the order of "
      "\"classifier\", \"hidden\" and \"input\" is a guess, as their extents are the same: compare it with the "
      "model's");
  // Only of those that others could be.
  const std::vector<Entry> entries{{"a.bias", {4}},      {"a.weight", {4, 3}},  {"b.bias", {4}},
                                   {"b.weight", {4, 4}}, {"c.1.bias", {4}},     {"c.1.weight", {4, 4}},
                                   {"out.bias", {2}},    {"out.weight", {2, 4}}};
  using Mixed = Net<Dense<3, 4>, Dense<4, 4>, Dense<4, 4>, Dense<4, 2>>;
  BOOST_TEST(advice_in(message_of_load<Mixed>(file_of(folder, entries))) ==
             "if only names differ, write .names = {\"a\", \"b\", \"c.1\", \"out\"}, where the order of \"b\" and "
             "\"c.1\" is a guess, as their extents are the same: compare it with the model's");
  // The names that are given and right stay, so that one name remains for one module.
  BOOST_TEST(advice_in(message_of_load<Mixed>(file_of(folder, entries), {.names = {"a", "c.1", "bb", "out"}})) ==
             "if only names differ, write .names = {\"a\", \"c.1\", \"b\", \"out\"}");
  // No list where a module of the file would be left.
  const std::string more = message_of_load<Small>(file_of(
      folder, {{"x.weight", {4, 3}}, {"x.bias", {4}}, {"y.weight", {2, 4}}, {"y.bias", {2}}, {"z.weight", {1, 4}}}));
  BOOST_TEST(more.find("if only names differ") == more.npos, more);
}

// The names that a message lists are those of its advice, and BatchNorm's count is no difference of its own.
BOOST_AUTO_TEST_CASE(names_in_differences_agree_with_the_advice) {
  const TemporaryFolder folder;
  using Normed = Net<Dense<4, 8>, BatchNorm<>, Activate<ReLU>, Dense<8, 3>>;
  const std::vector<Entry> entries{{"bn.bias", {8}},         {"bn.num_batches_tracked", {1}},
                                   {"bn.running_mean", {8}}, {"bn.running_var", {8}},
                                   {"bn.weight", {8}},       {"fc1.bias", {8}},
                                   {"fc1.weight", {8, 4}},   {"out.bias", {3}},
                                   {"out.weight", {3, 8}}};
  const std::string path = file_of(folder, entries);
  const auto e = fault_of_load<Normed>(path);
  const std::string message = e.what();
  BOOST_TEST(e.differences == 8u);
  BOOST_TEST(message.find("tensor \"0.bias\": found the name \"fc1.bias\"") != message.npos, message);
  BOOST_TEST(message.find("tensor \"1.bias\": found the name \"bn.bias\"") != message.npos, message);
  BOOST_TEST(advice_in(message) == "if only names differ, write .names = {\"fc1\", \"bn\", \"out\"}");
  Normed net;
  load_safetensors(net, path, {.names = {"fc1", "bn", "out"}});  // with the count in an array, as NumPy has it
  // Names that are wrong themselves.
  BOOST_TEST(advice_in(message_of_load<Normed>(path, {.names = {"fc1", "norm", "out"}})) ==
             "if only names differ, write .names = {\"fc1\", \"bn\", \"out\"}");
  // Without an advice, a module is paired with no module of quite another name.
  const std::string other = message_of_load<Normed>(
      file_of(folder, {{"bn.bias", {8}}, {"fc1.bias", {8}}, {"fc1.weight", {8, 4}}, {"out.weight", {3, 8}}}));
  BOOST_TEST(other.find("found the name") == other.npos, other);
}

BOOST_AUTO_TEST_CASE(names_behind_a_prefix) {
  const TemporaryFolder folder;
  // PyTorch's DataParallel, Lightning and torch.compile put something before all names.
  using Deep = Net<Repeat<30, Dense<2, 2>>>;
  for (const std::string prefix : {"module.", "model.", "_orig_mod.", "model._orig_mod."}) {
    std::vector<std::string> modules, names;
    for (int i = 0; i < 30; ++i) modules.push_back(prefix + "0." + std::to_string(i));
    const std::string path = file_of(folder, layers_in_file(names, modules, 2));
    const auto e = fault_of_load<Deep>(path);
    BOOST_TEST(e.differences == 60u);
    BOOST_TEST(advice_in(e.what()) == "write .prefix = \"" + prefix + "\"");
    Deep net;
    load_safetensors(net, path, {.prefix = prefix});
    BOOST_TEST(advice_in(message_of_load<Deep>(path, {.prefix = "modle."})) == "write .prefix = \"" + prefix + "\"");
  }
  // Names of a program's own, and a part of a larger model.
  const std::string path = file_of(folder, {{"encoder.a.weight", {4, 3}},
                                            {"encoder.a.bias", {4}},
                                            {"encoder.b.weight", {2, 4}},
                                            {"encoder.b.bias", {2}},
                                            {"head.weight", {9}}});
  BOOST_TEST(advice_in(message_of_load<Small>(path, {.names = {"a", "b"}})) ==
             "write .prefix = \"encoder.\", without the other tensors of the file");
  Small net;
  load_safetensors(net, path, {.names = {"a", "b"}, .prefix = "encoder."});
  BOOST_TEST(advice_in(message_of_load<Small>(path, {.prefix = "encoder."})) ==
             "if only names differ, write .names = {\"a\", \"b\"}");
  BOOST_TEST(advice_in(message_of_load<Small>(path, {.names = {"x", "y"}, .prefix = "decoder."})) ==
             "no tensor of the file has a name that begins with .prefix, \"decoder.\"");
  // A tensor behind the prefix that the net does not have.
  const std::string more = file_of(
      folder,
      {{"m.0.weight", {4, 3}}, {"m.0.bias", {4}}, {"m.2.weight", {2, 4}}, {"m.2.bias", {2}}, {"m.3.bias", {2}}});
  BOOST_TEST(fault_of_load<Small>(more, {.prefix = "m."}).tensor == "\"m.3.bias\"");
  // Two parts that are the net's.
  const std::string two = file_of(folder, {{"a.0.weight", {4, 3}},
                                           {"a.0.bias", {4}},
                                           {"a.2.weight", {2, 4}},
                                           {"a.2.bias", {2}},
                                           {"b.0.weight", {4, 3}},
                                           {"b.0.bias", {4}},
                                           {"b.2.weight", {2, 4}},
                                           {"b.2.bias", {2}}});
  BOOST_TEST(advice_in(message_of_load<Small>(two)) ==
             "write .prefix = \"a.\" or \"b.\", without the other tensors of the file");
  // Long lists: with the common part once, or only its ends.
  for (const bool longer : {false, true}) {
    std::vector<std::string> modules, names;
    for (int i = 0; i < 30; ++i)
      modules.push_back("model.layers." + std::to_string(i) + (longer ? ".feed_forward" : ""));
    const std::string message = message_of_load<Net<Input<2>, Repeat<30, Dense<2, 2, ReLU>>>>(
        file_of(folder, layers_in_file(names, modules, 2)));
    if (longer)
      BOOST_TEST(advice_in(message) ==
                 "if only names differ, write .names with 30 names, from "
                 "\"model.layers.0.feed_forward\" to \"model.layers.29.feed_forward\"");
    else
      BOOST_TEST(message.find("write .prefix = \"model.layers.\", .names = {\"0\", \"1\", ") != message.npos, message);
  }
}

// The same advice for a file that holds a net as it lies in memory; there the places say which tensor is which.
BOOST_AUTO_TEST_CASE(names_in_mappable_files) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/weights";
  using Equal = Net<Dense<4, 4, ReLU>, Dense<4, 4, ReLU>, Dense<4, 4>>;
  Equal net, read;
  initialize(net, 1);
  save_safetensors(net, path, {.names = {"input", "hidden", "classifier"}, .mappable = true});
  const char* const advice = "write .names = {\"input\", \"hidden\", \"classifier\"}";
  BOOST_TEST(advice_in(message_of_load<Equal>(path)) == advice);
  BOOST_TEST(advice_in(message_of_load<Equal>(path, {.names = {"classifier", "hiden", "input"}})) == advice);
  save_safetensors(net, path, {.names = {"m.0", "m.2", "m.4"}, .mappable = true});
  BOOST_TEST(advice_in(message_of_load<Equal>(path)) == "write .prefix = \"m.\"");
  load_safetensors(read, path, {.prefix = "m."});
  BOOST_TEST(same_bytes(read, net));
}

// What could be written but not be read is refused before anything is written.
BOOST_AUTO_TEST_CASE(names_that_no_file_can_have) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/weights";
  Small net, read;
  initialize(net, 1);
  save_safetensors(net, path);
  const auto refuses = [&](const auto& other, const std::vector<std::string>& names, const std::string& tensor,
                           const std::string& found) {
    for (const bool mappable : {false, true})
      BOOST_CHECK_EXCEPTION(save_safetensors(other, path, {.names = names, .mappable = mappable}), weights_error,
                            [&](const weights_error& e) { return e.tensor == tensor && e.found == found; });
    load_safetensors(read, path);
    BOOST_TEST(same_bytes(read, net));
  };
  const Net<Input<6, 8>, SelfAttention<8, 2>, Flatten, Dense<48, 3>> attention;
  refuses(attention, {"a", "a.out_proj"}, "\"a.out_proj.bias\"",
          "two tensors of this name, of layer 1, SelfAttention<8, 2>, and of layer 3, Dense<48, 3>");
  refuses(net, {"caf\xe9", "out"}, "\"caf?.weight\"",
          "the byte 233, which is no character of UTF-8, in a name for layer 0, Dense<3, 4, ReLU>");
  refuses(net, {"in", std::string("o\0ut", 4)}, "\"o?ut.weight\"", "a zero in a name for layer 1, Dense<4, 2>");
  const std::string long_one(20000, 'x');
  refuses(net, {"in", long_one}, "\"" + std::string(80, 'x') + "…\"",
          "a name of 20,007 bytes for layer 1, Dense<4, 2>");
  // The longest ones are read again.
  const std::vector<std::string> longest{std::string(9000, '"'), "caf\xc3\xa9"};
  for (const bool mappable : {false, true}) {
    save_safetensors(net, path, {.names = longest, .mappable = mappable});
    load_safetensors(read, path, {.names = longest});
    BOOST_TEST(same_bytes(read, net));
  }
}

// A checkpoint has the weights, but not under their names alone.
BOOST_AUTO_TEST_CASE(a_checkpoint) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/run";
  Small net, read;
  initialize(net, 1);
  Dataset<std::array<float, 3>, std::array<float, 2>> data;
  data.push_back({0.5f, -1, 2}, {1, 0});
  fit<1>(net, data, MSE{}, SGD{}, {.epochs = 3}, Checkpoint{path});
  BOOST_TEST(message_of_load<Small>(path) ==
             "found a checkpoint of fit(), expected a file of weights: load_safetensors(net, path, {.prefix = "
             "\"net.\"}) reads those of the checkpoint, \"best.\" the best ones, and load_checkpoint(trainer, path) "
             "goes on with the training");
  BOOST_CHECK_THROW(MappedNet<Small>{path}, weights_error);
  load_safetensors(read, path, {.prefix = "net."});
  BOOST_TEST(same_bytes(read, net));
  read = {};
  load_safetensors(read, path, {.prefix = "best."});
  BOOST_TEST(same_bytes(read, net));  // each epoch was better than the one before
}

BOOST_AUTO_TEST_CASE(a_file_of_another_net) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/weights";
  const Net<Dense<3, 4, ReLU>, Dense<4, 10>> other;
  save_safetensors(other, path);
  BOOST_TEST(message_of_load<Small>(path) ==
             "2 differences from Net<Dense<3, 4, ReLU>, Dense<4, 2>> (the file is of BasicNet<float, Dense<3, 4, "
             "ReLU>, Dense<4, 10>>), the "
             "first in layer 1, Dense<4, 2>: tensor \"2.weight\": found 10 × 4, expected 2 × 4; tensor \"2.bias\": "
             "found 10, expected 2");
}

BOOST_AUTO_TEST_CASE(more_differences_than_fit) {
  const TemporaryFolder folder;
  std::vector<std::string> names;
  for (int i = 0; i < 3000; ++i) names.push_back("some.rather.long.name.of.a.module." + std::to_string(i) + ".weight");
  std::vector<Entry> entries;
  for (const auto& name : names) entries.push_back({name.c_str(), {1}});
  const std::string path = file_of(folder, entries);
  const auto e = fault_of_load<Small>(path);
  const std::string message = e.what();
  BOOST_TEST(e.differences == 3004u);
  BOOST_TEST(message.size() < 1024u);
  BOOST_TEST(message.find("3,004 differences") != message.npos);
  BOOST_TEST(message.find("expected 4 × 3") != message.npos);
  BOOST_TEST(message.find("; and 2,9") != message.npos, message);
  BOOST_TEST(message.ends_with(" more"));
  BOOST_TEST(message.find("…") == message.npos);
}

BOOST_AUTO_TEST_CASE(numbers_that_are_not_finite) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/weights";
  Small net, read;
  initialize(net, 1);
  net.weight<0>(2, 1) = std::numeric_limits<float>::quiet_NaN();
  net.weight<1>(3, 0) = -std::numeric_limits<float>::infinity();
  net.bias<1>(1) = std::numeric_limits<float>::infinity();
  net.bias<1>(0) = std::numeric_limits<float>::infinity();
  for (const Dtype dtype : {Dtype::of_net, Dtype::float16, Dtype::bfloat16, Dtype::float64}) {
    save_safetensors(net, path, {.dtype = dtype});
    BOOST_TEST(message_of_load<Small>(path) ==
               "3 differences from Net<Dense<3, 4, ReLU>, Dense<4, 2>>, the first in layer 0, Dense<3, 4, ReLU>: "
               "tensor \"0.weight\": found a "
               "number that is not finite at [1, 2], expected finite numbers (or .allow_non_finite); tensor "
               "\"2.weight\": found a number that "
               "is not finite at [0, 3], expected finite numbers (or .allow_non_finite); tensor \"2.bias\": found a "
               "number that is not finite "
               "at [0] and 1 more, expected finite numbers (or .allow_non_finite)");
    load_safetensors(read, path, {.allow_non_finite = true});
    const float nan = read.weight<0>(2, 1), infinite = read.weight<1>(3, 0);
    BOOST_TEST(nan != nan);
    BOOST_TEST(infinite == -std::numeric_limits<float>::infinity());
  }
  Wide wide;
  initialize(wide, 1);
  wide.bias<0>(3) = 3.5e38;
  save_safetensors(wide, path);
  for (const bool allowed : {false, true})
    BOOST_TEST(message_of_load<Small>(path, {.allow_non_finite = allowed})
                   .ends_with("tensor \"0.bias\": found a number beyond the largest float at [3], expected numbers "
                              "that the net can hold"));
  for (const Dtype dtype : {Dtype::float16, Dtype::bfloat16, Dtype::float32})
    BOOST_CHECK_EXCEPTION(save_safetensors(wide, path, {.dtype = dtype}), weights_error, [](const weights_error& e) {
      return e.tensor == "\"0.bias\"" &&
             std::string_view(e.what()).find("expected a number that ") != std::string_view::npos;
    });
  Wide again;
  load_safetensors(again, path);  // the file is as it was
  BOOST_TEST(same_bytes(again, wide));
}

BOOST_AUTO_TEST_CASE(golden_samples) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/weights";
  Small net;
  initialize(net, 1);
  const std::array<float, 3> x{0.5f, -1, 2};
  save_safetensors(net, path, {.golden_sample = x});
  std::string bytes = content_of(path);
  // The last bias, and so output 1, becomes larger.
  const float bias = 0.75f;
  std::memcpy(bytes.data() + bytes.size() - 4, &bias, 4);
  const auto e = fault_of_load<Small>(folder.write("changed", bytes));
  BOOST_TEST(e.found.starts_with("output 1 of the golden sample "));
  BOOST_TEST(e.expected.ends_with(
      ", as when the file was saved from BasicNet<float, Dense<3, 4, ReLU>, Dense<4, 2>> (or .verify_sample = false)"));
  Small as_it_is;
  load_safetensors(as_it_is, folder.path() + "/changed", {.verify_sample = false});
  BOOST_TEST(as_it_is.bias<1>(1) == bias);
  // Another activation has the same tensors; the sample tells.
  using Other = Net<Dense<3, 4, Tanh>, Dense<4, 2>>;
  BOOST_TEST(fault_of_load<Other>(path).found.starts_with("output 0 of the golden sample "));
  // Numbers that are none, too few, too many.
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string changed = content_of(path);
    const std::size_t at = changed.find(from);
    BOOST_REQUIRE(at != changed.npos);
    changed.replace(at, from.size(), to);
    return message_of_load<Small>(folder.write("changed", changed));
  };
  BOOST_TEST(with("\"0.5 -1 2\"", "\"0.5 -1,2\"") == "found a golden sample with other inputs, expected 3 numbers");
  BOOST_TEST(with("\"0.5 -1 2\"", "\"0.5    2\"") == "found a golden sample with other inputs, expected 3 numbers");
  BOOST_TEST(with("\"0.5 -1 2\"", "\"0 5 -1 2\"") == "found a golden sample with other inputs, expected 3 numbers");
  BOOST_TEST(with("\"0.5 -1 2\"", "\"0.5 -1.2\"") == "found a golden sample with 2 inputs, expected 3 numbers");
  BOOST_CHECK_EXCEPTION(save_safetensors(net, path, {.golden_sample = std::array<float, 2>{}}), weights_error,
                        [](const weights_error& error) { return error.found == "a golden sample of 2 numbers"; });
}

/// Halves a value: what an Embedding behind it takes is computed.
struct Half {
  using input = shape<1>;
  using output = shape<1>;
  static constexpr std::size_t parameters = 0;
  static constexpr bool samplewise = true;
  static constexpr void forward(ForwardPass auto pass) noexcept { pass.y.data[0] = pass.x.data[0] / 2; }
  static constexpr void backward(BackwardPass auto) noexcept {}
};
// An Embedding aborts for other values than its indices: a file must not make it.
BOOST_AUTO_TEST_CASE(golden_samples_of_indices) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/weights";
  const auto check_net = [&]<class Checked>(std::type_identity<Checked>, const std::vector<float>& x,
                                            const std::string& in_file, std::size_t changes, const std::string& index,
                                            const std::string& layer) {
    Checked net, read;
    initialize(net, 1);
    for (const bool mappable : {false, true}) {
      save_safetensors(net, path, {.golden_sample = x, .mappable = mappable});
      load_safetensors(read, path);
      BOOST_TEST(same_bytes(read, net));
      const std::string bytes = content_of(path);
      const std::size_t at = bytes.find("\"sinew.golden_input.0\":\"" + in_file + '"') + 24 + changes;
      BOOST_REQUIRE(bytes[at] == '3');
      for (const std::string wrong : {"7", "nan", "2.5", "-1", "1e30", "5"}) {
        std::string changed = bytes;
        changed.replace(at, 1, wrong);
        // The header becomes longer, and stays a multiple of 64.
        while ((changed.size() - bytes.size()) % 64 != 0) changed.insert(changed.find("}}", at) + 2, 1, ' ');
        const std::size_t length = static_cast<unsigned char>(bytes[0]) + 256u * static_cast<unsigned char>(bytes[1]) +
                                   changed.size() - bytes.size();
        changed[0] = static_cast<char>(length & 255);
        changed[1] = static_cast<char>(length >> 8);
        const std::string edited = folder.write("edited", changed);
        const auto e = fault_of_load<Checked>(edited);
        BOOST_TEST(e.found == "a golden sample with input " + index + " of " + (wrong == "1e30" ? "1e+30" : wrong));
        BOOST_TEST(e.expected == "a value that " + layer + " takes");
        load_safetensors(read, edited, {.verify_sample = false});
        if (mappable) BOOST_CHECK_THROW(MappedNet<Checked>(edited, {.verify = true}), weights_error);
      }
      std::vector<float> odd = x;
      for (float& value : odd) value = value > 2.5f && value < 3.5f ? -0.5f : value;
      BOOST_CHECK_EXCEPTION(
          save_safetensors(net, path, {.golden_sample = odd, .mappable = mappable}), weights_error,
          [&](const weights_error& e) { return e.found == "a golden sample with input " + index + " of -0.5"; });
    }
  };
  check_net(std::type_identity<Net<Embedding<5, 2>, Dense<2, 1>>>{}, {3}, "3", 0, "0", "Embedding<5, 2>");
  check_net(std::type_identity<Net<Input<3, 1>, Unroll<3, Embedding<5, 2>, GRU<2, 2>>, LastStep>>{}, {0, 1, 3}, "0 1 3",
            4, "2", "Embedding<5, 2>");
  check_net(
      std::type_identity<Net<Input<1>, Dropout<Ratio<1, 2>>, Concat<Dense<1, 2>, Net<Embedding<5, 2>, Dense<2, 2>>>>>{},
      {3}, "3", 0, "0", "Embedding<5, 2>");
  check_net(std::type_identity<Net<Inputs<shape<2>, shape<1>>, Branches<Dense<2, 3>, Embedding<5, 2>>, Dense<5, 1>>>{},
            {0.5f, 9, 3}, "0.5 9 3", 6, "2", "Embedding<5, 2>");
  // Behind a layer that computes.
  using Behind = Net<Half, Embedding<5, 2>, Dense<2, 1>>;
  Behind net, read;
  initialize(net, 1);
  save_safetensors(net, path, {.golden_sample = std::array{6.f}});
  load_safetensors(read, path);
  BOOST_TEST(same_bytes(read, net));
  BOOST_CHECK_EXCEPTION(
      save_safetensors(net, path, {.golden_sample = std::array{3.f}}), weights_error,
      [](const weights_error& e) { return e.found == "a golden sample that gives 1.5 within the net"; });
  // NaN is a sample like others where no layer minds.
  Small small;
  save_safetensors(small, path, {.golden_sample = std::array{1.f, 2.f, std::numeric_limits<float>::quiet_NaN()}});
}

// A sample whose numbers do not fit one string of the metadata.
BOOST_AUTO_TEST_CASE(a_large_golden_sample) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/weights";
  using Mean = Net<Input<3, 64, 64>, GlobalAvgPool2D, Dense<3, 1>>;
  Mean net, read;
  initialize(net, 1);
  std::vector<float> x(Mean::input::size);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = 0.1f + static_cast<float>(i % 97) / 31;
  save_safetensors(net, path, {.golden_sample = x});
  load_safetensors(read, path);
  BOOST_TEST(same_bytes(read, net));
  BOOST_TEST((_detail::SafetensorsFile(path).tensors().metadata("sinew.golden_input.2").data() != nullptr));
}

// Tensors of several tiles, in every format: what is read is what each number is in that format.
BOOST_AUTO_TEST_CASE(large_tensors) {
  using Large = Net<Dense<131, 1030, ReLU>, Dense<1030, 3>>;
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/weights";
  const auto net = std::make_unique<Large>(), read = std::make_unique<Large>();
  initialize(*net, 1);
  for (const Dtype dtype : {Dtype::float32, Dtype::float64, Dtype::float16, Dtype::bfloat16}) {
    save_safetensors(*net, path, {.dtype = dtype});
    load_safetensors(*read, path);
    for (std::size_t i = 0; i < net->parameters.size(); ++i) {
      unsigned char bytes[8];
      _detail::encode(dtype, static_cast<double>(net->parameters[i]), bytes);
      if (static_cast<double>(read->parameters[i]) != _detail::decode(dtype, bytes)) BOOST_ERROR("parameter " << i);
    }
  }
  // The first of several numbers that are not finite, in PyTorch's order, and in another block of the file.
  net->weight<0>(130, 1028) = net->weight<0>(3, 1029) = std::numeric_limits<float>::quiet_NaN();
  for (const Dtype dtype : {Dtype::float32, Dtype::float16}) {
    save_safetensors(*net, path, {.dtype = dtype});
    BOOST_TEST(fault_of_load<Large>(path).found == "a number that is not finite at [1028, 130] and 1 more");
  }
}

// The layers before the one that differs are left out, however many they are.
BOOST_AUTO_TEST_CASE(types_are_shown_from_the_layer_that_differs) {
  std::string begin = "BasicNet<float, Input<1, 4, 4>";
  for (int i = 0; i < 30; ++i) begin += ", Dense<16, 16, ReLU>";
  const _detail::TypeDifference long_ones(begin + ", Dense<16, 4, Tanh>>", begin + ", Dense<16, 4, ReLU>>");
  BOOST_TEST(long_ones.differ);
  BOOST_TEST(long_ones.found == "…Dense<16, 4, Tanh>>");
  BOOST_TEST(long_ones.expected == "…Dense<16, 4, ReLU>>");
  const _detail::TypeDifference whole("Adam", "BasicAdam<Ratio<1, 2>>"), none("", "Adam"), same("Adam", "Adam");
  BOOST_TEST(whole.found == "Adam");
  BOOST_TEST(whole.expected == "BasicAdam<Ratio<1, 2>>");
  BOOST_TEST(none.differ);
  BOOST_TEST(none.found == "");
  BOOST_TEST(none.expected == "Adam");
  BOOST_TEST(!same.differ);
}

// Loading takes at most twice the memory of the file, and 1 MiB, also where the net's scalars are larger.
BOOST_AUTO_TEST_CASE(memory_of_loading) {
  using Large = Net<Dense<1024, 1024>>;
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/weights";
  const auto net = std::make_unique<Large>(), read = std::make_unique<Large>();
  initialize(*net, 1);
  const auto wide = std::make_unique<Large::with_scalar<double>>();
  for (const Dtype dtype : {Dtype::float32, Dtype::float16}) {
    save_safetensors(*net, path, {.dtype = dtype});
    const std::size_t bytes = content_of(path).size(), before = allocated;
    most_allocated = before;
    load_safetensors(*read, path);
    BOOST_TEST(most_allocated - before <= 2 * bytes + (std::size_t{1} << 20));
    most_allocated = before;
    load_safetensors(*wide, path);
    BOOST_TEST(most_allocated - before <= 2 * bytes + (std::size_t{1} << 20));
    BOOST_TEST(allocated == before);
  }
}

BOOST_AUTO_TEST_CASE(files_that_cannot_be_written) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/weights";
  Small net, read;
  initialize(net, 1);
  save_safetensors(net, path);
  const Small other;
  for (const auto& [call, after] : {std::pair{"open", 0}, std::pair{"write", 0}, std::pair{"write", 1},
                                    std::pair{"fsync", 0}, std::pair{"rename", 0}}) {
    fault = {call, after, 1, ENOSPC};
    BOOST_CHECK_EXCEPTION(save_safetensors(other, path), weights_error, [&](const weights_error& e) {
      return e.file == path && e.found.ends_with("No space left on device") &&
             e.expected == "a file that can be written";
    });
    BOOST_TEST(fault.times == 0);
    fault = {};
    load_safetensors(read, path);
    BOOST_TEST(same_bytes(read, net));
  }
}

// A file with one bit changed, or its end missing, is refused, or it is the net: changed metadata mean nothing to it.
BOOST_AUTO_TEST_CASE(every_truncation_and_every_flipped_bit_of_the_header) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/weights";
  using Tiny = Net<Dense<1, 1>>;
  Tiny net;
  initialize(net, 1);
  save_safetensors(net, path, {.golden_sample = std::array<float, 1>{1}});
  const std::string bytes = content_of(path);
  const auto refused = [&](const std::string& changed) {
    Tiny read;
    const Tiny before = read;
    const std::string file = folder.write("changed", changed);
    try {
      load_safetensors(read, file);
    } catch (const weights_error&) {
      if (!same_bytes(read, before)) BOOST_ERROR("changed by a file that is refused");
      return true;
    }
    if (!same_bytes(read, net)) BOOST_ERROR("loaded other weights: " + changed);
    return false;
  };
  for (std::size_t length = 0; length < bytes.size(); ++length)
    if (!refused(bytes.substr(0, length))) BOOST_ERROR("truncated to " << length);
  for (std::size_t i = 0; i + 8 < bytes.size(); ++i)
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = bytes;
      changed[i] = static_cast<char>(changed[i] ^ 1 << bit);
      refused(changed);
    }
}

BOOST_AUTO_TEST_SUITE_END()
