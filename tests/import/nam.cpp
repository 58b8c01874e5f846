// What sinew-import says of wrong files of Neural Amp Modeler; that no file makes it crash or takes too much memory.
// That right files give the right net is the subject of the cases.
#include <array>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "../../examples/import/header.hpp"
#include "../../examples/import/nam.hpp"
#include "../data/temporary.hpp"
#include "../io/malloc.hpp"

namespace {

const std::string small =
    R"({"version": "0.5.4", "metadata": {"name": "a", "weights": [null, {"b": []}]}, "architecture": "LSTM",)"
    R"( "config": {"input_size": 1, "hidden_size": 1, "num_layers": 1},)"
    R"( "weights": [1, 2, 3, 4, 5, 6, 7, 8, 0.1, 0.2, 0.3, 0.4, 11, 12, 13, 14], "sample_rate": 44100})";

const std::string wavenet =
    R"({"version": "0.6.0", "architecture": "WaveNet", "config": {"layers": [)"
    R"({"input_size": 1, "condition_size": 1, "head_size": 2, "channels": 1, "kernel_size": 2, "dilations": [1, 2],)"
    R"( "activation": "Tanh", "gated": false, "head_bias": false},)"
    R"( {"input_size": 1, "condition_size": 1, "channels": 3, "bottleneck": 2, "kernel_sizes": [1], "dilations": [4],)"
    R"( "head": {"out_channels": 1, "kernel_size": 2, "bias": true}, "activation": ["ReLU"], "gating_mode": ["gated"],)"
    R"( "secondary_activation": ["Sigmoid"], "layer1x1": {"active": true, "groups": 1}, "groups_input": 1,)"
    R"( "head1x1": {"active": false}, "slimmable": null}], "head": null, "head_scale": 0.5}, "weights": [)"
    R"(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,)"
    R"( 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,)"
    R"( 31, 32, 33, 34, 35, 36, 37, 0.5]})";

std::string with(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  BOOST_REQUIRE_MESSAGE(at != std::string::npos, from);
  return text.replace(at, from.size(), to);
}
std::string container(const std::string& models) {
  return R"({"version": "0.7.0", "architecture": "SlimmableContainer", "config": {"submodels": [)" + models +
         R"(]}, "weights": [], "sample_rate": 48000.0})";
}

class Files {
 public:
  importer::Model read(const std::string& json, const importer::NamOptions& options = {}) const {
    return importer::read_nam(folder_.write("m.nam", json), options);
  }
  /// What reading the file says, without the path; empty if it is right.
  std::string fault(const std::string& json, const importer::NamOptions& options = {}) const {
    const std::string path = folder_.write("m.nam", json);
    try {
      static_cast<void>(importer::read_nam(path, options));
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

BOOST_AUTO_TEST_SUITE(import_nam)

BOOST_AUTO_TEST_CASE(weights_go_to_their_places) {
  const Files files;
  const importer::Model model = files.read(small);
  BOOST_REQUIRE(model.layers.size() == 2u);
  BOOST_TEST(model.layers[0].type == "LSTM<1, 1>");
  BOOST_TEST(model.layers[1].type == "Dense<1, 1>");
  const auto values = [&](std::size_t layer, std::size_t tensor) {
    return model.layers[layer].tensors[tensor].values.copy<float>();
  };
  BOOST_TEST(values(0, 0) == (std::vector<float>{1, 3, 5, 7}), boost::test_tools::per_element());  // of x
  BOOST_TEST(values(0, 1) == (std::vector<float>{2, 4, 6, 8}), boost::test_tools::per_element());  // of h
  BOOST_TEST(values(0, 2) == (std::vector<float>{0.1f, 0.2f, 0.3f, 0.4f}), boost::test_tools::per_element());
  BOOST_TEST(values(0, 3) == std::vector<float>(4), boost::test_tools::per_element());
  BOOST_TEST(values(1, 0) == std::vector<float>{13}, boost::test_tools::per_element());
  BOOST_TEST(values(1, 1) == std::vector<float>{14}, boost::test_tools::per_element());
  BOOST_REQUIRE(model.start.has_value());
  BOOST_TEST(model.start->values == (std::vector<float>{11, 12}), boost::test_tools::per_element());
  BOOST_TEST(model.start->silence == 22'080u);  // half a second, in blocks of 64
  const std::string text = importer::header_text(importer::contents_of(model), {"amp", {}, "<sinew/sinew.hpp>"});
  BOOST_TEST(text.find("inline constexpr double sample_rate = 44100;") != text.npos);
  BOOST_TEST(text.find("void prewarm(sinew::Stream<Net>& stream, const Net& of = net) noexcept") != text.npos);
  const std::string beside =
      importer::header_text(importer::contents_of(files.read(small)), {"amp", "w", "<sinew/sinew.hpp>"});
  BOOST_TEST(beside.find("void prewarm(sinew::Stream<Net>& stream, const Net& of) noexcept") != beside.npos);
}

BOOST_AUTO_TEST_CASE(weights_may_be_infinite_or_nan) {
  const Files files;
  const std::string json = with(with(small, "13,", "-Infinity,"), "14]", "NaN]");
  BOOST_TEST(files.fault(json) ==
             "key \"weights\": found -Infinity, expected a finite number (--allow-non-finite takes others)");
  importer::NamOptions options;
  options.allow_non_finite = true;
  const importer::Model model = files.read(json, options);
  BOOST_TEST(model.layers[1].tensors[0].values[0] == -std::numeric_limits<double>::infinity());
  BOOST_TEST(std::isnan(model.layers[1].tensors[1].values[0]));
}

BOOST_AUTO_TEST_CASE(what_is_not_known_is_named) {
  const Files files;
  BOOST_TEST(files.fault(small) == "");
  BOOST_TEST(files.read(with(small, R"(, "sample_rate": 44100)", "")).start->silence == 24'000u);
  BOOST_TEST(files.fault(with(small, R"("sample_rate": 44100)", R"("sample_rate": null)")) == "");
  const std::array<std::array<std::string, 3>, 27> wrong{{
      {R"("LSTM")", R"("Spline")", R"(key "architecture": found "Spline", expected )"},
      {R"("LSTM")", "3", R"(key "architecture": found 3, expected a text)"},
      {R"("architecture": "LSTM",)", "", R"(key "architecture": found nothing, expected a text)"},
      {R"("0.5.4")", R"("0.8.0")", R"(key "version": found "0.8.0", expected a version from 0.5 to 0.7)"},
      {R"("0.5.4")", R"("1.5.4")", R"(key "version": found "1.5.4", expected a version from 0.5 to 0.7)"},
      {R"("0.5.4")", "0.5", R"(key "version": found 0.5, expected a text)"},
      {R"("config")", R"("gain": 2, "config")", R"(key "gain": found the key, expected none of that name)"},
      {R"("num_layers": 1)", R"("num_layers": 1, "bidirectional": true)",
       R"(key "config.bidirectional": found the key, expected none of that name: what it means is not known)"},
      {R"("num_layers": 1)", R"("num_layers": 1, "num_layers": 1)",
       R"(key "config": found the key "num_layers" twice, expected each key once)"},
      {R"("num_layers": 1)", R"("num_layers": 0)",
       R"(key "config.num_layers": found 0, expected a whole number from 1)"},
      {R"("num_layers": 1)", R"("num_layers": 1.5)", R"(key "config.num_layers": found 1.5, expected a whole number)"},
      {R"("num_layers": 1)", R"("num_layers": 101)", R"(key "config.num_layers": found 101, expected at most 100)"},
      {R"("num_layers": 1)", R"("num_layers": true)", R"(key "config.num_layers": found true, expected a number)"},
      {R"("input_size": 1)", R"("input_size": 2)",
       R"(key "config.input_size": found 2, expected 1: sinew-import takes)"},
      {R"("hidden_size": 1)", R"("hidden_size": 2)",
       R"(key "weights": found 16 numbers, expected 39, as many as an LSTM of 1 layer and 2 units has)"},
      {R"("hidden_size": 1)", R"("hidden_size": 1001)",
       R"(key "config.hidden_size": found 1001, expected at most 1,000)"},
      {R"("hidden_size": 1)", R"("hidden_size": [1])", R"(key "config.hidden_size": found a list, expected a number)"},
      {R"("weights": [1,)", R"("metadata": [1,)", R"(key "weights": found nothing, expected a list of numbers)"},
      {"[1, 2, 3", "[1, null, 3", R"(key "weights": found null, expected a number)"},
      {"[1, 2, 3", "[1, true, 3", R"(key "weights": found true or false, expected a number)"},
      {"[1, 2, 3", R"([1, "2", 3)", R"(key "weights": found the text "2", expected a number)"},
      {"[1, 2, 3", "[1, [2], 3", R"(key "weights": found a list, expected a number)"},
      {"[1, 2, 3", "[1, {}, 3", R"(key "weights": found an object, expected a number)"},
      {"[1, 2, 3", "[1, 2e39, 3", R"(key "weights": found the number 2e+39, expected a number that float can hold)"},
      {R"({"input_size": 1, "hidden_size": 1, "num_layers": 1})", "[]",
       R"(key "config": found an empty list, expected an)"},
      {"44100", "3", R"(key "sample_rate": found 3, expected a number of Hz from 1,000 to 1,000,000)"},
      {"44100", R"("44100")", R"(key "sample_rate": found "44100", expected a number)"},
  }};
  for (const auto& [from, to, message] : wrong) {
    const std::string said = files.fault(with(small, from, to));
    BOOST_TEST((said.find(message) != std::string::npos), from << " → " << to << ": " << said);
  }
}

BOOST_AUTO_TEST_CASE(wavenets_are_read_or_say_what_is_missing) {
  const Files files;
  BOOST_TEST(files.fault(wavenet) == "");
  const importer::Model model = files.read(wavenet);
  BOOST_REQUIRE(model.layers.size() == 1u);
  BOOST_TEST(model.layers[0].type ==
             "WaveNet<1,\n        WaveNetStack<1, Dilated<2, Tanh, 1, 2>, Head<2, 1, NoBias>>,\n"
             "        WaveNetStack<3, Dilated<1, Gated<ReLU, Sigmoid>, 4>, Head<1, 2>, Bottleneck<2>>,\n"
             "        HeadScale<Ratio<1, 2>>>");
  BOOST_TEST(model.start->silence == 64u);
  // A factor that is no Ratio becomes part of the last head.
  const importer::Model folded = files.read(with(wavenet, "0.5]}", "1e-30]}"));
  BOOST_TEST(folded.layers[0].type.find("HeadScale") == std::string::npos);
  BOOST_TEST(folded.layers[0].tensors.back().values[0] == 37e-30, boost::test_tools::tolerance(1e-6));
  const auto other = [&](const std::string& activation) {
    return files.read(with(wavenet, R"("Tanh")", activation)).layers[0].type;
  };
  BOOST_TEST(other(R"({"type": "LeakyReLU", "negative_slope": 0.25})").find("<2, LeakyReLUWith<Ratio<1, 4>>, 1, 2>") !=
             std::string::npos);
  BOOST_TEST(other(R"("LeakyReLU")").find("<2, LeakyReLU, 1, 2>") != std::string::npos);
  BOOST_TEST(other(R"({"type": "Hardtanh"})").find("<2, HardTanh, 1, 2>") != std::string::npos);
  BOOST_TEST(other(R"(["SiLU", "Tanh"])").find("Dilated<2, SiLU, 1>, Dilated<2, Tanh, 2>") != std::string::npos);
  const std::array<std::array<std::string, 3>, 32> wrong{{
      {"37, 0.5]", "37]", R"(key "weights": found 52 numbers, expected 53, as many as the WaveNet, with head_scale)"},
      {"37, 0.5]", "37, 0.5, 1]", R"(key "weights": found 54 numbers, expected 53)"},
      {R"("channels": 3)", R"("channels": 30)", R"(key "weights": found 53 numbers, expected more of them: config)"},
      {R"("channels": 3)", R"("channels": 1001)", R"(key "config.layers[1].channels": found 1001, expected at most)"},
      {R"("bottleneck": 2)", R"("bottleneck": 3)",
       R"(key "config.layers[1].channels": found layers of 3 values behind a head of 2, expected as many)"},
      {R"("input_size": 1, "condition_size": 1, "channels": 3)",
       R"("input_size": 2, "condition_size": 1, "channels": 3)",
       R"(key "config.layers[1].input_size": found 2, expected 1, what reaches the stack)"},
      {R"("condition_size": 1, "channels": 3)", R"("condition_size": 2, "channels": 3)",
       R"(key "config.layers[1].condition_size": found 2, expected 1, the input of the net)"},
      {R"("Tanh")", R"("Fasttanh")", R"(key "config.layers[0].activation": found "Fasttanh", expected Tanh, ReLU,)"},
      {R"("Tanh")", "null", R"(key "config.layers[0].activation": found null, expected a text)"},
      {R"("Tanh")", R"(["Tanh"])", R"(key "config.layers[0].activation": found a list of 1, expected 2 values, one)"},
      {R"("Tanh")", R"({"type": "PReLU"})", R"(key "config.layers[0].activation.type": found "PReLU", expected Tanh)"},
      {R"("Tanh")", R"({"type": "Tanh", "gain": 2})",
       R"(key "config.layers[0].activation.gain": found the key, expected none of that name)"},
      {R"("Tanh")", R"({"type": "LeakyReLU", "negative_slope": -1})",
       R"(key "config.layers[0].activation.negative_slope": found -1, expected a number above 0)"},
      {R"("gated": false)", R"("gated": 1)", R"(key "config.layers[0].gated": found 1, expected true or false)"},
      {R"("gated": false)", R"("gated": false, "gating_mode": "gated")",
       R"(key "config.layers[0].gating_mode": found "gated", expected what "gated" says)"},
      {R"("gated": false)", R"("gated": false, "secondary_activation": "Tanh")",
       R"(key "config.layers[0].secondary_activation": found "Tanh", expected null, as nothing is gated)"},
      {R"(["gated"])", R"(["blended"])", R"(key "config.layers[1].gating_mode[0]": found "blended", expected "none")"},
      {R"("kernel_size": 2, "dil)", R"("dil)", R"(key "config.layers[0].kernel_size": found nothing, expected a num)"},
      {R"("kernel_sizes": [1])", R"("kernel_sizes": [1], "kernel_size": 1)", "expected one of them"},
      {R"("kernel_sizes": [1])", R"("kernel_sizes": [10001])",
       R"([1].kernel_sizes[0]": found 10001, expected at most)"},
      {"[1, 2]", "[]", R"(key "config.layers[0].dilations": found an empty list, expected one layer or more)"},
      {"[1, 2]", "[1, 100001]", R"(key "config.layers[0].dilations[1]": found 100001, expected at most 100000)"},
      {R"("active": true)", R"("active": false)",
       R"(key "config.layers[1].layer1x1.active": found false, expected true: sinew's WaveNet has that part)"},
      {R"({"active": false})", R"({"active": true})",
       R"(key "config.layers[1].head1x1.active": found true, expected false: sinew would need a WaveNet with such a)"},
      {R"("groups_input": 1)", R"("groups_input": 2)", R"(key "config.layers[1].groups_input": found 2, expected 1)"},
      {R"("groups": 1)", R"("groups": 2)", R"(key "config.layers[1].layer1x1.groups": found 2, expected 1)"},
      {R"("slimmable": null)", R"("slimmable": {})",
       R"(key "config.layers[1].slimmable": found an object, expected null)"},
      {R"("slimmable": null)", R"("swing": null)", R"(key "config.layers[1].swing": found the key, expected none of)"},
      {R"("bias": true})", R"("bias": true}, "head_bias": true)", R"(key "config.layers[1].head": found both "head")"},
      {R"("head": null)", R"("head": {})", R"(key "config.head": found an object, expected null: sinew would need)"},
      {R"("head_scale")", R"("in_channels": 2, "head_scale")", R"(key "config.in_channels": found 2, expected 1)"},
      {R"("head_scale")", R"("condition_dsp": {}, "head_scale")",
       R"(key "config.condition_dsp": found an object, exp)"},
  }};
  for (const auto& [from, to, message] : wrong) {
    const std::string said = files.fault(with(wavenet, from, to));
    BOOST_TEST((said.find(message) != std::string::npos), from << " → " << to << ": " << said);
  }
}

BOOST_AUTO_TEST_CASE(a_container_holds_several_models) {
  const Files files;
  const std::string lite = R"({"max_value": 0.5, "model": )" + small + "}",
                    full = R"({"max_value": 1.0, "model": )" + with(small, "[1, 2, 3", "[-1, 2, 3") + "}";
  const auto first = [&](const importer::NamOptions& options) {
    return files.read(container(lite + ", " + full), options).layers[0].tensors[0].values[0];
  };
  BOOST_TEST(first({}) == -1);
  BOOST_TEST(first({0}) == 1);
  BOOST_TEST(first({1}) == -1);
  BOOST_TEST(files.fault(container(lite), {1}) ==
             "key \"config.submodels\": found 1 models, expected more than 1: give --submodel 0 to 0");
  BOOST_TEST(files.fault(container("")) == "key \"config.submodels\": found an empty list, expected one model or more");
  BOOST_TEST(files.fault(container(R"({"model": )" + container(lite) + "}"))
                 .find("key \"config.submodels[0].model.architecture"
                       "\": found a container within a container") == 0u);
  BOOST_TEST(files.fault(container(with(lite, "LSTM", "Spline")))
                 .find("key \"config.submodels[0].model.architecture\": found "
                       "\"Spline\"") == 0u);
  BOOST_TEST(files.fault(small, {0}) ==
             "key \"architecture\": found \"LSTM\", which is no container, expected no --submodel");
}

BOOST_AUTO_TEST_CASE(no_file_makes_the_reader_crash) {
  const Files files;
  std::size_t right = 0;
  for (const std::string& model : {small, wavenet})
    for (std::size_t n = 0; n < model.size(); ++n) {
      BOOST_TEST(files.fault(model.substr(0, n)) != "");  // truncated
      for (const int bit : {1, 2, 8, 16, 64}) {
        std::string changed = model;
        changed[n] = static_cast<char>(changed[n] ^ bit);
        right += files.fault(changed).empty();
      }
    }
  BOOST_TEST(right < 5 * (small.size() + wavenet.size()));
  for (const std::string& text :
       {std::string("null"), std::string("[]"), std::string("{}"), std::string("3"), std::string("\0", 1),
        std::string("\xff"), std::string(200'000, '['), R"({"a":)" + std::string(200'000, '['),
        R"({"metadata":)" + std::string(200'000, '['), R"({"weights":)" + std::string(200'000, '['),
        R"({"a":")" + std::string(1000, 'a') + "\"}", '{' + std::string("\"") + std::string(1000, 'a') + "\": 1}"})
    BOOST_TEST(files.fault(text) != "");
}

BOOST_AUTO_TEST_CASE(memory_is_twice_the_file_and_1_MiB) {
  const Files files;
  const auto within = [&](const std::string& text, bool is_right) {
    const std::string path = files.folder().write("m.nam", text);
    const std::ptrdiff_t before = malloced;
    most_malloced = before;
    bool right = true;
    try {
      const importer::Contents contents = importer::contents_of(importer::read_nam(path));
      importer::write_weights(contents, [](const void*, std::size_t) {});
    } catch (const importer::import_error&) { right = false; }
    BOOST_TEST(right == is_right);
    BOOST_TEST(static_cast<std::size_t>(most_malloced - before) <= 2 * text.size() + (std::size_t{1} << 20));
  };
  std::string digits = "0";
  for (int i = 1; i < 1'000'000; ++i) digits += ",0";
  within(with(small, "[1, 2,", "[" + digits + ","), false);
  std::string many = "0";  // of an LSTM of 256 units
  for (int i = 1; i < 1024 * 257 + 1024 + 512 + 257; ++i) many += ",0";
  const std::string large = with(small, R"("hidden_size": 1)", R"("hidden_size": 256)");
  within(large.substr(0, large.find("[1, 2,")) + "[" + many + "]}", true);
  within(with(small, R"("LSTM")", "[" + digits + "]"), false);
  std::string objects = "{}";
  for (int i = 1; i < 100'000; ++i) objects += ",{}";
  within(with(small, R"("LSTM")", "[" + objects + "]"), false);
  within(with(small, R"([null, {"b": []}])", "[" + objects + "]"), true);  // metadata
  std::string dilations = "1", weights = "1,2,3,4,5,6,7,8";
  const auto stack = [&](int layers) {
    for (int i = 1; i < layers; ++i) {
      dilations += ",1";
      weights += ",3,4,5,6,7";
    }
    return R"({"version":"0.5.4","architecture":"WaveNet","config":{"layers":[{"input_size":1,"condition_size":1,)"
           R"("head_size":1,"channels":1,"kernel_size":1,"activation":"Tanh","head_bias":false,"dilations":[)" +
           dilations + "]}]},\"weights\":[" + weights + "]}";
  };
  within(stack(200), true);
  within(stack(2), false);  // one more
}

BOOST_AUTO_TEST_SUITE_END()
