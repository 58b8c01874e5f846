// embed(): its text, number by number, and its errors. (tests/constexpr/embed compiles such a header and compares
// bits.)
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>
#include <sinew/deploy/embed.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(report_embed)

BOOST_AUTO_TEST_CASE(text) {
  Net<Dense<3, 1, Tanh>> net;
  net.weight<0>(0, 0) = 0.5f;    // 1·2⁻¹
  net.weight<0>(1, 0) = -10.0f;  // −1.25·2³
  net.weight<0>(2, 0) = -0.0f;
  net.bias<0>(0) = std::numeric_limits<float>::infinity();  // exponent 255
  std::ostringstream out;
  embed(out, net, "tiny");
  BOOST_TEST(out.str() ==
             "#pragma once\n// A trained net, written by sinew's embed(). Do not edit.\n\n#include <bit>\n\n#include "
             "<sinew/sinew.hpp>\n\n"
             "using tiny_net = sinew::BasicNet<float, sinew::Dense<3, 1, sinew::Tanh>>;\n\n"
             "inline constexpr tiny_net tiny = [] {\n"
             "  tiny_net net;\n"
             "  static_assert(net.parameter_count == 4 && net.parameters.size() == 4,\n"
             "                \"the net's type has changed since its weights were written\");\n"
             "  net.parameters = {\n      0x1p-1f, -0x1.4p+3f, -0x0p+0f, std::bit_cast<float>(0x7f800000u),\n  };\n  "
             "return net;\n}();\n");

  std::ostringstream own;
  embed(own, net, "tiny", {.include = "\"net.hpp\"", .type = "mine::Controller"});
  BOOST_TEST(
      own.str().find(
          "#include \"net.hpp\"\n\nusing tiny_net = mine::Controller;\n\ninline constexpr tiny_net tiny = [] {") !=
      std::string::npos);

  StandardScaler<float, 2> scaler;
  scaler.offset = {0.5f, -10.0f};
  scaler.scale = {1, 3};  // 1.5·2¹
  std::ostringstream of_scaler;
  embed(of_scaler, scaler, "inputs");
  BOOST_TEST(of_scaler.str() ==
             "#pragma once\n// A fitted scaler, written by sinew's embed(). Do not edit.\n\n#include <bit>\n\n#include "
             "<sinew/data/scale.hpp>\n\n"
             "inline constexpr sinew::AffineScaler<float, 2> inputs{\n"
             "    {\n      0x1p-1f, -0x1.4p+3f,\n    },\n    {\n      0x1p+0f, 0x1.8p+1f,\n    }};\n");
}

BOOST_AUTO_TEST_CASE(errors) {
  const Net<Dense<3, 1, Tanh>> net;
  for (const char* name : {"", "2nd", "a-b", "my net", "f()"}) {
    std::ostringstream out;
    BOOST_CHECK_EXCEPTION(embed(out, net, name), embed_error, [&](const embed_error& e) {
      return std::string_view(e.what()).find(std::string(1, '"').append(name).append("\" is not a valid C++ name")) !=
             std::string_view::npos;
    });
    BOOST_TEST(out.str().empty());
  }
  for (const auto& [name, why] : {std::pair{"class", "taken"},
                                  {"co_await", "taken"},
                                  {"xor_eq", "taken"},
                                  {"std", "taken"},
                                  {"main", "taken"},
                                  {"EOF", "taken"},
                                  {"I", "taken"},
                                  {"NULL", "taken"},
                                  {"abs", "taken"},
                                  {"div", "taken"},
                                  {"exp", "taken"},
                                  {"gamma", "taken"},
                                  {"index", "taken"},
                                  {"int8_t", "taken"},
                                  {"linux", "taken"},
                                  {"printf", "taken"},
                                  {"remove", "taken"},
                                  {"select", "taken"},
                                  {"signal", "taken"},
                                  {"size_t", "taken"},
                                  {"stdin", "taken"},
                                  {"time", "taken"},
                                  {"y0", "taken"},
                                  {"ynl", "taken"},
                                  {"_net", "reserved"},
                                  {"my__net", "reserved"},
                                  {"_Net", "reserved"}}) {
    std::ostringstream out;
    BOOST_CHECK_EXCEPTION(embed(out, net, name), embed_error, [&](const embed_error& e) {
      return std::string_view(e.what()).find(std::string(1, '"').append(name).append("\" is ").append(why)) !=
             std::string_view::npos;
    });
    BOOST_TEST(out.str().empty());
  }
  std::ostringstream of_scaler;
  BOOST_CHECK_THROW(embed(of_scaler, AffineScaler<float, 1>{}, "class"), embed_error);
  BOOST_TEST(of_scaler.str().empty());
  std::ostringstream full;
  full.setstate(std::ios::badbit);
  BOOST_CHECK_THROW(embed(full, net, "tiny"), Error);
  BOOST_CHECK_THROW(embed(full, AffineScaler<float, 1>{}, "tiny"), Error);
}

/// A folder that is removed at the end.
struct folder {
  std::filesystem::path path = std::filesystem::temp_directory_path() / "sinew-embed-XXXXXX";
  folder() {
    std::string name = path.string();
    BOOST_REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~folder() { std::filesystem::remove_all(path); }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path), {}));
  }
};
std::string contents(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

BOOST_AUTO_TEST_CASE(files) {
  const folder here;
  const std::filesystem::path path = here.path / "tiny.hpp";
  Net<Dense<3, 1, Tanh>> net;
  std::ostringstream expected;
  embed(expected, net, "tiny");
  embed(net, path.string(), "tiny");
  BOOST_TEST(contents(path) == expected.str());
  net.bias<0>(0) = 2;
  embed(net, path, "tiny", {.type = std::string("mine::Controller")});
  BOOST_TEST(contents(path).find("using tiny_net = mine::Controller;") != std::string::npos);
  BOOST_TEST(here.files() == 1u);  // no part is left
  std::ostringstream scaler;
  embed(scaler, AffineScaler<float, 3>{}, "tiny");
  embed(AffineScaler<float, 3>{}, path, "tiny");
  BOOST_TEST(contents(path) == scaler.str());

  const std::string before = contents(path);
  BOOST_CHECK_THROW(embed(net, path, "class"), embed_error);
  BOOST_TEST(contents(path) == before);
  const std::string nowhere = (here.path / "missing" / "tiny.hpp").string();
  BOOST_CHECK_EXCEPTION(embed(net, nowhere, "tiny"), embed_error, [&](const embed_error& e) {
    return std::string_view(e.what()).find(
               nowhere + " cannot be written: no file can be created beside it: No such file or directory") !=
           std::string_view::npos;
  });
  // A folder cannot be replaced by the file: the part is removed.
  std::filesystem::create_directories(here.path / "folder" / "inside");
  BOOST_CHECK_THROW(embed(net, here.path / "folder", "tiny"), embed_error);
  BOOST_TEST(here.files() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
