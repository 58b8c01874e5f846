#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>
#include <system_error>
#include <type_traits>

#include <boost/test/unit_test.hpp>

#include <sinew/data/decimal.hpp>
#include <sinew/random/engine.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(data_decimal)

// What parse_decimal makes of a text: the value, how much of the text it took, and the error.
template <class T> struct Parsed {
  T value = T(-77);  // kept if there is an error
  std::size_t length = 0;
  std::errc code{};
  bool operator==(const Parsed&) const = default;
};
template <class T> Parsed<T> parse(const std::string& text) {
  Parsed<T> result;
  const auto [stop, code] = _detail::parse_decimal(text.data(), text.data() + text.size(), result.value);
  result.length = static_cast<std::size_t>(stop - text.data());
  result.code = code;
  return result;
}
template <class T> T c_library(const std::string& text) {
  if constexpr (std::is_same_v<T, float>) return std::strtof(text.c_str(), nullptr);
  else return std::strtod(text.c_str(), nullptr);
}
// The C library in the C locale is right to the bit as well; it gives infinity for what is too large.
template <class T> bool as_the_c_library(const std::string& text) {
  const T expected = c_library<T>(text);
  const Parsed<T> found = parse<T>(text);
  if (std::isinf(expected)) return found == Parsed<T>{T(-77), text.size(), std::errc::result_out_of_range};
  return found == Parsed<T>{expected, text.size(), std::errc{}} && std::signbit(found.value) == std::signbit(expected);
}
void check_as_the_c_library(const std::string& text) {
  BOOST_TEST(as_the_c_library<float>(text), text);
  BOOST_TEST(as_the_c_library<double>(text), text);
}

BOOST_AUTO_TEST_CASE(limits_and_values_midway_between_two) {
  for (const char* text : {"0",
                           "-0",
                           "0.0e99",
                           "1",
                           "-1.5",
                           ".5",
                           "5.",
                           "0.1",
                           "1e22",
                           "1e23",
                           "9007199254740993",
                           "16777217",
                           "33554435",
                           "2.2250738585072011e-308",
                           "2.2250738585072014e-308",
                           "4.9406564584124654e-324",
                           "2.4703282292062327e-324",
                           "2.4703282292062328e-324",
                           "1.7976931348623157e308",
                           "1.7976931348623158e308",
                           "1.7976931348623159e308",
                           "1e309",
                           "-1e400",
                           "1e-400",
                           "3.4028235e38",
                           "3.4028235677973366e38",
                           "3.4028236e38",
                           "1.1754943508222875e-38",
                           "1.1754942106924411e-38",
                           "1.401298464324817e-45",
                           "7.006492321624085e-46",
                           "7.006492321624086e-46",
                           "8.589973e9",
                           "1.00000017881393432617187499",
                           "1.00000017881393432617187500",
                           "1.00000017881393432617187501",
                           "6.631236871469758276785396630275967654e-4",
                           "123456789012345678901234567890",
                           "0.000000000000000000000000001",
                           "1e-999999999999",
                           "1e+05",
                           "1E5",
                           "00000000000000000000000000000001.50",
                           "9.5367431640625e-07"})
    check_as_the_c_library(text);
  // 1 + 2⁻⁵³ is midway between two doubles; so is this with 767 digits. One digit more, far behind, decides.
  const std::string midway = "1.00000000000000011102230246251565404236316680908203125";
  for (const std::string& end : {std::string(), std::string(900, '0'), std::string(900, '0') + '1'})
    check_as_the_c_library(midway + end);
  BOOST_TEST(parse<double>(midway + std::string(900, '0')).value == 1.0);
  BOOST_TEST(parse<double>(midway + std::string(900, '0') + '1').value == 1 + 0x1p-52);
  check_as_the_c_library("1" + std::string(400, '0') + "e-400");
  check_as_the_c_library("0." + std::string(400, '0') + "1e401");
  check_as_the_c_library(std::string(2000, '9') + "e-2000");
}

BOOST_AUTO_TEST_CASE(random_numbers) {
  Engine engine{1};
  for (int round = 0; round < 3000; ++round) {
    // The digits of a random double or float, all of them or fewer; and the value midway to the next one.
    const double wide = std::bit_cast<double>((std::uint64_t{engine()} << 32) | engine());
    const float narrow = std::bit_cast<float>(static_cast<std::uint32_t>(engine()));
    if (!std::isfinite(wide) || !std::isfinite(narrow)) continue;
    char text[1100];
    for (const int digits : {5, 14, 16, 17, 60}) {
      std::snprintf(text, sizeof text, "%.*e", digits, wide);
      check_as_the_c_library(text);
      std::snprintf(text, sizeof text, "%.*g", digits, static_cast<double>(narrow));
      check_as_the_c_library(text);
    }
    const double half = (static_cast<double>(narrow) + static_cast<double>(std::nextafter(narrow, INFINITY))) / 2;
    std::snprintf(text, sizeof text, "%.200g", half);
    check_as_the_c_library(text);
    std::snprintf(text, sizeof text, "%u.%05u", static_cast<unsigned>(engine() % 1000),
                  static_cast<unsigned>(engine() % 100000));
    check_as_the_c_library(text);
  }
}

BOOST_AUTO_TEST_CASE(as_far_as_the_number_goes) {
  const auto stops = [](const std::string& text, double value, std::size_t length) {
    return parse<double>(text) == Parsed<double>{value, length, std::errc{}};
  };
  BOOST_TEST(stops("1e", 1, 1));
  BOOST_TEST(stops("1e+", 1, 1));
  BOOST_TEST(stops("1e5x", 1e5, 3));
  BOOST_TEST(stops("1.2.3", 1.2, 3));
  BOOST_TEST(stops("1,5", 1, 1));
  BOOST_TEST(stops("0x10", 0, 1));
  BOOST_TEST(stops("2 ", 2, 1));
  BOOST_TEST(stops("-inf", -std::numeric_limits<double>::infinity(), 4));
  BOOST_TEST(stops("INFINITY", std::numeric_limits<double>::infinity(), 8));
  BOOST_TEST(stops("infinit", std::numeric_limits<double>::infinity(), 3));
  BOOST_TEST(std::isnan(parse<float>("NaN").value));
  for (const char* text : {"", "-", "+1", " 1", ".", "-.", "e5", "x", "in", "--1", "."})
    BOOST_TEST((parse<double>(text) == Parsed<double>{-77, 0, std::errc::invalid_argument}), text);
}

BOOST_AUTO_TEST_CASE(parse_number_is_that_of_the_standard_library_or_the_same) {
  for (const std::string text : {"0.1", "-2.5e-3x", "12345678901234567890", "inf"}) {
    double ours = 0, theirs = 0;
    const char *const first = text.data(), *const last = first + text.size();
    const auto a = _detail::parse_decimal(first, last, ours), b = _detail::parse_number(first, last, theirs);
    BOOST_TEST((a.ptr == b.ptr && a.ec == b.ec && ours == theirs), text);
  }
}

// Constant expressions.
static_assert([] {
  const char text[] = "6.25e-2";
  double value = 0;
  return _detail::parse_decimal(text, text + 7, value).ec == std::errc{} && value == 0.0625;
}());

BOOST_AUTO_TEST_SUITE_END()
