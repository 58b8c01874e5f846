// What sinew-import says of wrong files of RTNeural and of tensors; that no file makes it crash; the texts it writes.
// That right files give the right net is the subject of the cases.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <limits>
#include <string>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/config/error.hpp>

#include "../../examples/import/header.hpp"
#include "../../examples/import/ratio.hpp"
#include "../../examples/import/rtneural.hpp"
#include "../../examples/import/tensors.hpp"
#include "../data/temporary.hpp"
#include "../io/malloc.hpp"
#include "build.hpp"

namespace {

const std::string small =
    R"({"in_shape": [null, null, 2], "layers": [)"
    R"({"type": "dense", "activation": "tanh", "shape": [null, null, 3],)"
    R"( "weights": [[[1, 2, 3], [4, 5, 6]], [7, 8, 9]]},)"
    R"({"type": "conv1d", "activation": "", "shape": [null, null, 1], "kernel_size": [2], "dilation": [3],)"
    R"( "groups": 1, "weights": [[[[1], [2], [3]], [[4], [5], [6]]], [7]]},)"
    R"({"type": "batchnorm", "activation": "relu", "shape": [null, null, 1], "epsilon": 0.01,)"
    R"( "weights": [[1], [2], [3], [4]]}]})";
const std::string image =
    R"({"in_shape": [null, 4, 5, 1], "layers": [)"
    R"({"type": "conv2d", "activation": "", "shape": [null, 3, 2, 1], "kernel_size_time": 2, "kernel_size_feature": 3,)"
    R"( "dilation": 1, "strides": 2, "num_filters_in": 1, "num_features_in": 5, "num_filters_out": 1,)"
    R"( "padding": "valid", "weights": [[[[[1]], [[2]], [[3]]], [[[4]], [[5]], [[6]]]]]}]})";

/// The text with the first `from` replaced.
std::string with(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  BOOST_REQUIRE_MESSAGE(at != std::string::npos, from);
  return text.replace(at, from.size(), to);
}

class Files {
 public:
  /// What reading the JSON says, without the path; empty if it is right.
  std::string fault(const std::string& json, const importer::RTNeuralOptions& options = {}) const {
    const std::string path = folder_.write("m.json", json);
    try {
      static_cast<void>(importer::read_rtneural(path, options));
    } catch (const importer::import_error& e) {
      const std::string what = e.what();
      BOOST_TEST(what.compare(0, path.size() + 2, path + ": ") == 0);
      return what.substr(path.size() + 2);
    }
    return {};
  }
  const TemporaryFolder& folder() const { return folder_; }

 private:
  TemporaryFolder folder_{};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(import_formats)

BOOST_AUTO_TEST_CASE(wrong_layers_are_named) {
  const Files files;
  const importer::RTNeuralOptions steps{7, {}, {}};
  BOOST_TEST(files.fault(small, steps) == "");
  BOOST_TEST(files.fault(image) == "");
  const std::string second = R"("kernel_size": [2], "dilation": [3])";
  const std::array<std::array<std::string, 3>, 35> wrong{{
      {R"("in_shape": [null, null, 2], )", "", R"(key "in_shape": found nothing, expected a list)"},
      {"[null, null, 2]", "7", R"(key "in_shape": found no list, expected a list such as [null, null, 1])"},
      {"[null, null, 2]", "[2]", R"(key "in_shape": found 1 dimensions, expected from 2)"},
      {"[null, null, 2]", "[null, null, null]", R"(key "in_shape": found null or a negative number, expected a whole)"},
      {"[null, null, 2]", "[null, null, 2.5]", R"(key "in_shape": found 2.5, expected a whole number)"},
      {"[null, null, 2]", "[null, null, 3]",
       R"(layer 0 (dense): key "weights": found array 0 of 2 × 3, expected 3 × 3)"},
      {R"("dense")", R"("spline")", R"(layer 0 (spline): key "type": found "spline", expected dense, lstm, gru)"},
      {R"("type": "dense", )", "", R"(layer 0: key "type": found nothing, expected a text)"},
      {R"("type": "dense", )", R"("type": 3, )", R"(layer 0 (): key "type": found no text, expected a text)"},
      {R"("tanh")", R"("swish")", R"(layer 0 (dense): key "activation": found "swish", expected tanh, relu)"},
      {R"("tanh")", R"("softmax")", R"(layer 0 (dense): key "activation": found "softmax" over the channels)"},
      {"[null, null, 3]", "[null, null, 4]",
       R"(layer 0 (dense): key "weights": found array 0 of 2 × 3, expected 2 × 4)"},
      {R"(, "shape": [null, null, 3])", "", R"(layer 0 (dense): key "shape": found nothing, expected a list)"},
      {"[7, 8, 9]", "[7, 8]", R"(layer 0 (dense): key "weights": found array 1 of 2, expected 3, the outputs)"},
      {"[4, 5, 6]", "[4, 5]", R"(layer 0 (dense): key "weights": found lists of 3 and of 2, expected arrays of one)"},
      {"[4, 5, 6]", "4", R"(layer 0 (dense): key "weights": found numbers in different depths)"},
      {"[4, 5, 6]", "[4, [5], 6]", R"(layer 0 (dense): key "weights": found a list among numbers)"},
      {"[4, 5, 6]", "[]", R"(layer 0 (dense): key "weights": found an empty list, expected numbers)"},
      {"[4, 5, 6]", "[4, null, 6]", R"(layer 0 (dense): key "weights": found null, expected a number)"},
      {"[4, 5, 6]", "[4, 1e39, 6]",
       R"(layer 0 (dense): key "weights": found the number 1e+39, expected a number that)"},
      {"[4, 5, 6]", "[4, 1e999, 6]", "found at byte "},
      {"[7, 8, 9]", "[[[[[[[[[7]]]]]]]]]", "found an array of more than 8 dimensions"},
      {second, R"("dilation": [3])", R"(layer 1 (conv1d): key "kernel_size": found nothing, expected a number)"},
      {second, R"("kernel_size": [3], "dilation": [3])",
       R"(layer 1 (conv1d): key "weights": found array 0 of 2 × 3 × 1, expected 3 × 3 × 1)"},
      {second, R"("kernel_size": [-2], "dilation": [3])",
       R"(layer 1 (conv1d): key "kernel_size": found null or a neg)"},
      {second, R"("kernel_size": [2], "dilation": [3], "stride": 2)",
       R"(layer 1 (conv1d): key "stride": found the key, expected none of that name)"},
      {second, R"("kernel_size": [2], "dilation": [3], "strides": 2)", R"(layer 1 (conv1d): key "strides": found 2,)"},
      {second, R"("kernel_size": [2], "dilation": [3], "kernel_size": [2])",
       R"(layer 1 (conv1d): key "kernel_size": found the key twice)"},
      {R"("groups": 1)", R"("groups": 2)",
       R"(layer 1 (conv1d): key "groups": found 2, expected a divisor of 3 inputs)"},
      {"0.01", "-1", R"(layer 2 (batchnorm): key "epsilon": found -1, expected a number from 0 on)"},
      {R"("epsilon": 0.01)", R"("groups": 1)", R"(layer 2 (batchnorm): key "groups": found the key)"},
      {"[1], [2], [3], [4]", "[1], [2], [3]",
       R"(layer 2 (batchnorm): key "weights": found 3 arrays, expected 2 (mean)"},
      {"[1], [2], [3], [4]", "[1], [2], [3], [4, 5]", R"(layer 2 (batchnorm): key "weights": found array 3 of 2, exp)"},
      {R"("layers": [)", R"("layers": [3, )", R"(found a number, expected a layer, an object)"},
      {R"("layers": [)", R"("layers": {"a": )", R"(key "layers": found an object, expected a list of layers)"},
  }};
  for (const auto& [from, to, message] : wrong) {
    const std::string said = files.fault(with(small, from, to), steps);
    BOOST_TEST((said.find(message) != std::string::npos), from << " → " << to << ": " << said);
  }
  const importer::Contents stream = importer::read_rtneural(files.folder().write("s.json", small), {});
  BOOST_TEST(stream.is_stream);
  BOOST_TEST(stream.type.find("CausalConv1D<3, 1, 2, sinew::Dilation<3>>") != stream.type.npos, stream.type);
}

BOOST_AUTO_TEST_CASE(wrong_recurrent_layers_are_named) {
  const Files files;
  const std::string gru =
      R"({"in_shape": [null, null, 1], "layers": [{"type": "gru", "activation": "tanh", "shape": [null, null, 1],)"
      R"( "weights": [[[1, 2, 3]], [[4, 5, 6]], [[7, 8, 9], [1, 2, 3]]]}]})";
  BOOST_TEST(files.fault(gru) == "");
  BOOST_TEST(files.fault(with(gru, "[[7, 8, 9], [1, 2, 3]]", "[7, 8, 9]")) == "");
  BOOST_TEST(files.fault(with(gru, ", [[7, 8, 9], [1, 2, 3]]", "")) == "");
  const std::array<std::array<std::string, 3>, 9> wrong{{
      {"[null, null, 1], \"weights\"", "[null, null, 2], \"weights\"",
       R"(layer 0 (gru): key "weights": found the weights of 1 units, expected those of 2, as key "shape" says)"},
      {"[[4, 5, 6]]", "[[4, 5]]",
       R"(layer 0 (gru): key "weights": found array 1 of 1 × 2, expected 1 × 3, the units and gates)"},
      {"[[1, 2, 3]]", "[[1, 2, 3, 4]]",
       R"(layer 0 (gru): key "weights": found array 0 of 1 × 4, expected 1 × 3, the inputs and gates)"},
      {"[7, 8, 9], [1, 2, 3]", "[7, 8, 9]",
       R"(layer 0 (gru): key "weights": found array 2 of 1 × 3, expected 2 × 3, the two biases of the gates)"},
      {"[[7, 8, 9], [1, 2, 3]]", "[7, 8]", R"(layer 0 (gru): key "weights": found array 2 of 2, expected 3, the bias)"},
      {R"("gru")", R"("lstm")", R"(layer 0 (lstm): key "weights": found array 0 of 1 × 3, expected 1 × 4, the inputs)"},
      {R"("tanh")", R"("relu")",
       R"(layer 0 (gru): key "activation": found "relu", expected "tanh" or "", the activation of the cell)"},
      {R"("activation")", R"("go_backwards": 1, "activation")", R"(layer 0 (gru): key "go_backwards": found the key)"},
      {R"([null, null, 1], "layers")", R"([null, 2, 2, 1], "layers")",
       "layer 0 (gru): found a recurrent layer of an input of two dimensions, expected in_shape of three"},
  }};
  for (const auto& [from, to, message] : wrong) {
    const std::string said = files.fault(with(gru, from, to));
    BOOST_TEST((said.find(message) != std::string::npos), from << " → " << to << ": " << said);
  }
  BOOST_TEST(
      files.fault(gru, {7, {}, {}}) ==
      "key \"layers\": found a recurrent layer, which goes step by step, expected no --steps: a sample of such a "
      "net is one time step");
}

BOOST_AUTO_TEST_CASE(layers_of_a_stack_are_modules) {
  const Files files;
  const std::string stack =
      R"({"a.weight_ih_l0": [[1]], "a.weight_hh_l1": [[2]], "a.weight_hh_l10": [[3]], "b.weight": [4]})";
  BOOST_TEST(files.fault(stack, {0, "Net<>", {"a", "a.l1", "b"}}) ==
             "found the modules \"a\", of several layers, and \"a.l1\", expected another name for one of them");
  BOOST_TEST(
      files.fault(R"({"0.weight_ih_l1": [[1]]})", {0, "Net<>", {}}) ==
      "found a tensor \"0.weight_ih_l1\" of a stack of recurrent layers, expected --names, the names of the modules "
      "in the order of the net");
  const auto contents = importer::read_rtneural(files.folder().write("s.json", stack), {0, "Net<>", {"a", "b"}});
  const std::vector<std::string> modules{"a", "a.l1", "a.l10", "b"};
  BOOST_TEST(contents.modules == modules, boost::test_tools::per_element());
  BOOST_REQUIRE(contents.tensors.size() == 4u);
  BOOST_TEST(contents.tensors[0].module == "a");
  BOOST_TEST(contents.tensors[2].module == "a.l10");
  BOOST_TEST(contents.tensors[2].own_name == "weight_hh_l0");
}

BOOST_AUTO_TEST_CASE(wrong_images_are_named) {
  const Files files;
  const std::array<std::array<std::string, 3>, 6> wrong{{
      {R"("padding": "valid")", R"("padding": "causal")",
       R"(layer 0 (conv2d): key "padding": found "causal", expected)"},
      {R"("num_features_in": 5)", R"("num_features_in": 6)", R"(key "num_features_in": found 6, expected 5)"},
      {R"("num_filters_in": 1)", R"("num_filters_in": 2)", R"(key "num_filters_in": found 2, expected 1)"},
      {"[null, 3, 2, 1]", "[null, 3, 3, 1]", R"(key "shape": found [null, 3, 3, 1], expected 1 × 3 × 2)"},
      {"[null, 4, 5, 1]", "[null, 1, 5, 1]", "reaches over 2 time steps of 1, expected more steps: --steps 2"},
      {R"("kernel_size_feature": 3)", R"("kernel_size_feature": 4)", "found array 0 of 2 × 3 × 1 × 1, expected 2 × 4"},
  }};
  for (const auto& [from, to, message] : wrong) {
    const std::string said = files.fault(with(image, from, to));
    BOOST_TEST((said.find(message) != std::string::npos), from << " → " << to << ": " << said);
  }
}

BOOST_AUTO_TEST_CASE(images_have_a_number_of_steps) {
  BOOST_TEST(
      Files().fault(with(image, "[null, 4, 5, 1]", "[null, null, 5, 1]")) ==
      "key \"in_shape\": found no number of time steps, expected --steps N: a sample has the last N steps, of which "
      "the net needs 2 for the last output");
}

BOOST_AUTO_TEST_CASE(slopes_are_one_or_one_per_channel) {
  const Files files;
  const std::string prelu =
      R"({"in_shape": [null, 3], "layers": [{"type": "prelu", "activation": "", "shape": [null, 3],)"
      R"( "weights": [[[1, 2, 3]]]}]})";
  BOOST_TEST(files.fault(prelu) == "");
  BOOST_TEST(files.fault(with(prelu, "[1, 2, 3]", "[-2]")) == "");
  BOOST_TEST(files.fault(with(prelu, "[1, 2, 3]", "[1, 2]")) ==
             "layer 0 (prelu): key \"weights\": found an array of 1 × 2, expected one slope, or one for each of the 3 "
             "channels");
}

BOOST_AUTO_TEST_CASE(no_file_makes_the_reader_crash) {
  const Files files;
  const importer::RTNeuralOptions steps{7, {}, {}};
  std::size_t right = 0;
  for (std::size_t n = 0; n < small.size(); ++n) {
    BOOST_TEST(files.fault(small.substr(0, n), steps) != "");  // truncated
    for (const int bit : {1, 2, 8, 16, 64}) {
      std::string changed = small;
      changed[n] = static_cast<char>(changed[n] ^ bit);
      right += files.fault(changed, steps).empty();
    }
  }
  BOOST_TEST(right < 5 * small.size());
  for (const std::string& text : {std::string("null"), std::string("[]"), std::string("\0", 1), std::string("\xff"),
                                  std::string(200'000, '['), "{\"a\":" + std::string(200'000, '['),
                                  "{\"layers\":[],\"a\":" + std::string(200'000, '{'), std::string(R"({"layers": []})"),
                                  std::string(R"({"in_shape": [null, 1], "layers": []})"), std::string("{} {}")})
    BOOST_TEST(files.fault(text) != "");
}

BOOST_AUTO_TEST_CASE(memory_is_twice_the_file_and_1_MiB) {
  const Files files;
  const auto within = [&](const std::string& text, bool is_right) {
    const std::string path = files.folder().write("m.json", text);
    const std::ptrdiff_t before = malloced;
    most_malloced = before;
    bool right = true;
    try {
      const importer::Contents contents = importer::read_rtneural(path, {0, text[2] == 'a' ? "Net<>" : "", {"a"}});
      importer::write_weights(contents, [](const void*, std::size_t) {});
    } catch (const importer::import_error&) { right = false; }
    const auto most = static_cast<std::size_t>(most_malloced - before);
    BOOST_TEST(right == is_right, text.substr(0, 80));
    BOOST_TEST(most <= 2 * text.size() + (std::size_t{1} << 20), text.substr(0, 80));
  };
  const auto repeated = [](const std::string& what, int times) {
    std::string all = what;
    for (int i = 1; i < times; ++i) all += ',' + what;
    return all;
  };
  const auto net = [](const std::string& channels, const std::string& layers) {
    return R"({"in_shape": [null, )" + channels + R"(], "layers": [)" + layers + "]}";
  };
  const std::string thousand = repeated("0", 1000);
  within(net("1000", R"({"type": "dense", "shape": [null, 1000], "weights": [[)" +
                         repeated('[' + thousand + ']', 1000) + "], [" + thousand + "]]}"),
         true);
  within(net("1000", R"({"type": "lstm", "shape": [null, 250], "weights": [[)" + repeated('[' + thousand + ']', 1000) +
                         "], [" + repeated('[' + thousand + ']', 250) + "], [" + thousand + "]]}"),
         true);
  within(R"({"a.weight": [)" + repeated('[' + thousand + ']', 1000) + "]}", true);
  within(net("1", R"({"type": "dense", "shape": [null, 1], "weights": [)" + repeated("[0]", 100'000) + "]}"), false);
  within(net("1", repeated(R"({"type": "dense", "shape": [null, 1], "weights": [[[2]], [0]]})", 100)), true);
  within(net("1", repeated("{}", 100'000)), false);
  std::string keys = R"("0": 0)", few_channels = R"({"type": "prelu", "shape": [null, 10], "weights": [[-2]]})";
  for (int i = 1; i < 32; ++i) keys += ",\"" + std::to_string(i) + "\": [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]";
  within(net("1", repeated('{' + keys + '}', 1000)), false);
  within(net("10", few_channels), true);
  within(net("1000000000", with(few_channels, "10", "1000000000")), true);  // one slope for all
}

BOOST_AUTO_TEST_CASE(tensors_need_a_type_and_names) {
  const Files files;
  const std::string tensors = R"({"0.weight": [[1, 2]], "0.bias": [3], "0.num_batches_tracked": 4})";
  BOOST_TEST(files.fault(tensors).find("expected --type \"Net<…>\"") != std::string::npos);
  BOOST_TEST(files.fault(tensors, {0, "Net<Dense<2, 1>>", {}}) == "");
  BOOST_TEST(files.fault(tensors, {0, "Net<Dense<2, 1>>", {"fc"}}).find("which belongs to no module of --names") !=
             std::string::npos);
  BOOST_TEST(files.fault(R"({"weight": [[1, 2]]})", {0, "Net<Dense<2, 1>>", {}}).find("give --names") !=
             std::string::npos);
  BOOST_TEST(files.fault(small, {0, "Net<Dense<2, 1>>", {}}).find("found layers, which say the type") !=
             std::string::npos);
  const std::string header = R"({"0.weight":{"dtype":"I32","shape":[1],"data_offsets":[0,4]}})";
  const std::string path = files.folder().write(
      "t.safetensors", std::string(1, static_cast<char>(header.size())) + std::string(7, '\0') + header + "1234");
  BOOST_CHECK_EXCEPTION(importer::read_safetensors(path, "Net<Dense<2, 1>>", {}), importer::import_error,
                        [&](const importer::import_error& e) {
                          return e.what() == path +
                                                 ": tensor \"0.weight\": found numbers of the type I32, expected F32, "
                                                 "F64, F16 or BF16";
                        });
}

BOOST_AUTO_TEST_CASE(texts_of_the_header_stay_texts) {
  importer::Model model;
  model.source = "a\\b\"c\n.onnx\\";
  model.notes = {"ends with \\", "two\nlines */"};
  model.layers = {
      {"Dense<2, 1, LeakyReLUWith<Ratio<1, 10>>>",
       2,
       {{"weight", {1, 2}, std::vector<float>{0.1f, -0.0f}, false}, {"bias", {1}, std::vector<double>{0.1}, false}}}};
  model.input = {2};
  model.output = {1};
  const importer::Contents contents = importer::contents_of(model);
  const std::string text = importer::header_text(contents, {"digits", {}, "<sinew/sinew.hpp>"});
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', end + 1))
    BOOST_TEST(text[end - 1] != '\\');
  BOOST_TEST(text.find("sinew::Dense<2, 1, sinew::LeakyReLUWith<sinew::Ratio<1, 10>>>") != std::string::npos);
  BOOST_TEST(text.find("0x1.99999ap-4f, -0x0p+0f,") != std::string::npos);
  BOOST_TEST(text.find("0x1.999999999999ap-4,") != std::string::npos);
  BOOST_TEST(text.find("has_tensor<Net>(\"0\", \"weight\", {1, 2})") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(infinite_weights_are_found) {
  importer::Model model;
  model.source = "m.onnx";
  model.layers = {
      {"Dense<1, 2>", 1, {{"bias", {2}, std::vector<float>{1, std::numeric_limits<float>::quiet_NaN()}, false}}}};
  BOOST_CHECK_EXCEPTION(importer::require_finite(importer::contents_of(model)), importer::import_error,
                        [](const importer::import_error& e) {
                          return std::string(e.what()) ==
                                 "m.onnx: tensor \"0.bias\": found NaN as value 1, expected finite "
                                 "numbers (--allow-non-finite takes others)";
                        });
}

BOOST_AUTO_TEST_CASE(files_beside_a_model_are_named) {
  const TemporaryFolder folder;
  folder.write("read.bin", std::string(8, '\0'));
  folder.write("unread.bin", std::string(8, '\0'));
  Build build;
  build.input("x", {-1, 2}).output("y").node("MatMul", {"x", "read"}, "y");
  for (const char* const name : {"read", "unread"}) {
    onnx::TensorProto& tensor = build.add(name, {2, 1}, onnx::TensorProto::FLOAT);
    tensor.set_data_location(onnx::TensorProto::EXTERNAL);
    tensor.add_external_data()->set_key("location");
    tensor.mutable_external_data(0)->set_value(std::string(name) + ".bin");
  }
  const std::string path = folder.write("model.onnx", build.model.SerializeAsString());
  const std::vector<std::string> files = importer::contents_of(importer::read_onnx(path)).files;
  for (const char* const name : {"model.onnx", "read.bin", "unread.bin"})
    BOOST_TEST(std::any_of(files.begin(), files.end(),
                           [&](const std::string& file) {
                             std::error_code failed;
                             return std::filesystem::equivalent(file, std::filesystem::path(folder.path()) / name,
                                                                failed);
                           }),
               name);
}

/// 1, NaN, ∞, −∞
void check_non_finite(const std::vector<float>& found) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  BOOST_REQUIRE(found.size() == 4u);
  BOOST_TEST((found[0] == 1 && std::isnan(found[1]) && found[2] == infinity && found[3] == -infinity));
}

// The words are those of Python's json.dump.
BOOST_AUTO_TEST_CASE(json_of_python_has_words_for_infinity_and_nan) {
  const TemporaryFolder folder;
  const std::string words = "[1, NaN, Infinity, -Infinity]";
  const std::string layers = folder.write(
      "layers.json",
      R"({"in_shape": [null, 1], "note": "\\\"NaN, \\", "lost": {"a": [-Infinity, NaN]}, "layers": [{"type": "dense",)"
      R"( "shape": [null, 4], "weights": [[[0, 0, 0, -1]], )" +
          words + "]}]}");
  const std::string tensors =
      folder.write("tensors.json", R"({"0.weight": [[0], [0], [0], [-1]], "0.bias": )" + words + "}");
  const auto message = [](const std::string& path, const importer::RTNeuralOptions& options) {
    try {
      importer::read_rtneural(path, options);
    } catch (const importer::import_error& e) { return std::string(e.what()); }
    return std::string();
  };
  importer::RTNeuralOptions plain, typed;
  typed.type = "Net<Dense<1, 4>>";
  BOOST_TEST(message(layers, plain) == layers +
                                           ": layer 0 (dense): key \"weights\": found NaN, expected a finite number "
                                           "(--allow-non-finite takes others)");
  BOOST_TEST(message(tensors, typed) ==
             tensors + ": key \"0.bias\": found NaN, expected a finite number (--allow-non-finite takes others)");
  plain.allow_non_finite = typed.allow_non_finite = true;
  for (const auto& [path, options] : {std::pair{layers, plain}, std::pair{tensors, typed}}) {
    const importer::Contents contents = importer::read_rtneural(path, options);
    BOOST_REQUIRE(contents.tensors.size() == 2u);
    BOOST_TEST(contents.tensors[1].own_name == "bias");
    check_non_finite(contents.tensors[1].values.copy<float>());
    BOOST_CHECK_THROW(importer::require_finite(contents), importer::import_error);
  }
  for (const char* const wrong : {"Nan", "NaNN", "-NaN", "Infinit", "Infinityy", "--Infinity", "-", "N", "Infinity1",
                                  "\"NaN", "NaNInfinity", "-Infinity-"}) {
    const std::string path = folder.write("wrong.json", R"({"0.bias": [1, )" + std::string(wrong) + "]}");
    BOOST_TEST(message(path, typed).find("no JSON") != std::string::npos, wrong);
    folder.write("wrong.json", R"({"0.bias": [1, )" + std::string(wrong));
    BOOST_TEST(message(path, typed).find("no JSON") != std::string::npos, wrong);
  }
}

BOOST_AUTO_TEST_CASE(tensors_of_safetensors_may_be_infinite_or_nan) {
  const TemporaryFolder folder;
  const std::string header = R"({"0.bias":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}})";
  const std::string size{static_cast<char>(header.size()), 0, 0, 0, 0, 0, 0, 0};
  const std::string values("\0\0\x80\x3f\0\0\xc0\x7f\0\0\x80\x7f\0\0\x80\xff", 16);
  const std::string path = folder.write("m.safetensors", size + header + values);
  const importer::Contents contents = importer::read_safetensors(path, "Net<Dense<1, 4>>", {});
  BOOST_REQUIRE(contents.tensors.size() == 1u);
  check_non_finite(contents.tensors[0].values.copy<float>());
  BOOST_CHECK_THROW(importer::require_finite(contents), importer::import_error);
}

BOOST_AUTO_TEST_CASE(headers_of_large_images_name_the_workspace) {
  const auto text = [](std::int64_t extent, const std::string& weights) {
    const importer::Model model = import_model(Build()
                                                   .input("x", {-1, 3, extent, extent})
                                                   .output("y")
                                                   .constant("W", {16, 3, 1, 1}, counting(48))
                                                   .node("Conv", {"x", "W"}, "c")
                                                   .node("GlobalAveragePool", {"c"}, "y"));
    return importer::header_text(importer::contents_of(model), {"large", weights, "<sinew/sinew.hpp>"});
  };
  BOOST_TEST(text(32, "").find("Workspace") == std::string::npos);
  BOOST_TEST(text(96, "").find("// Up to 147,456 values lie between its layers.") != std::string::npos);
  BOOST_TEST(
      text(96, "").find("//     static sinew::Workspace<large::Net, 1> w;\n//     const auto y = large::net(x, w);") !=
      std::string::npos);
  BOOST_TEST(text(96, "w").find("//     const auto y = net(x, w);") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(ratios_are_exact_and_short) {
  BOOST_TEST(importer::ratio_text(0.01) == "Ratio<1, 100>");
  BOOST_TEST(importer::ratio_text(0.01f) == "Ratio<1, 100>");
  BOOST_TEST(importer::ratio_text(1e-5) == "Ratio<1, 100000>");
  BOOST_TEST(importer::ratio_text(0.25f) == "Ratio<1, 4>");
  BOOST_TEST(importer::ratio_text(1.0) == "Ratio<1, 1>");
  BOOST_TEST(importer::ratio_text(-2.5) == "Ratio<-5, 2>");
  BOOST_TEST(importer::ratio_text(std::numeric_limits<double>::infinity()) == "");
  BOOST_TEST(importer::ratio_text(0x1p-300) == "");
}

BOOST_AUTO_TEST_SUITE_END()
