// What sinew-import says of wrong files of Neural Amp Modeler; that no file makes it crash or takes too much memory. That
// right files give the right net is the subject of the cases.
#include <array>
#include <cstddef>
#include <filesystem>
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

BOOST_AUTO_TEST_CASE(what_is_not_known_is_named) {
  const Files files;
  BOOST_TEST(files.fault(small) == "");
  BOOST_TEST(files.read(with(small, R"(, "sample_rate": 44100)", "")).start->silence == 24'000u);
  BOOST_TEST(files.fault(with(small, R"("sample_rate": 44100)", R"("sample_rate": null)")) == "");
  const std::array<std::array<std::string, 3>, 26> wrong{{
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
  for (std::size_t n = 0; n < small.size(); ++n) {
    BOOST_TEST(files.fault(small.substr(0, n)) != "");  // truncated
    for (const int bit : {1, 2, 8, 16, 64}) {
      std::string changed = small;
      changed[n] = static_cast<char>(changed[n] ^ bit);
      right += files.fault(changed).empty();
    }
  }
  BOOST_TEST(right < 5 * small.size());
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
}

BOOST_AUTO_TEST_SUITE_END()
