// parse_number falls back on the C library where the standard library has no std::from_chars of floating-point numbers.
// The fallback is tested everywhere, against std::from_chars where that exists.
#include <charconv>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <system_error>

#include <boost/test/unit_test.hpp>

#include <sinew/data/decimal.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(data_decimal)

// What the fallback makes of a text: the value, how much of the text it took, and the error.
template <class T> struct Parsed {
  T value = T(-77);  // kept if there is an error
  std::size_t length = 0;
  std::errc code{};
  bool operator==(const Parsed&) const = default;
};
template <class T> Parsed<T> parse(const std::string& text) {
  Parsed<T> result;
  const auto [stop, code] = _detail::parse_by_c_library(text.data(), text.data() + text.size(), result.value);
  result.length = static_cast<std::size_t>(stop - text.data());
  result.code = code;
  return result;
}
#ifdef __cpp_lib_to_chars
// std::from_chars reports numbers that round to 0 as out of range too.
template <class T> bool as_from_chars(const std::string& text) {
  const Parsed<T> found = parse<T>(text);
  Parsed<T> expected;
  const auto [stop, code] = std::from_chars(text.data(), text.data() + text.size(), expected.value);
  expected.length = static_cast<std::size_t>(stop - text.data());
  expected.code = code;
  if (code == std::errc::result_out_of_range && found.code == std::errc{})
    return std::abs(found.value) <= std::numeric_limits<T>::denorm_min() && found.length == expected.length;
  return found == expected && std::signbit(found.value) == std::signbit(expected.value);
}
void check_as_from_chars(const std::string& text) {
  BOOST_TEST(as_from_chars<float>(text), text);
  BOOST_TEST(as_from_chars<double>(text), text);
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
    check_as_from_chars(text);
  check_as_from_chars("1" + std::string(400, '0') + "e-400");
  check_as_from_chars(std::string(2000, '9') + "e-2000");
}
#endif

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

BOOST_AUTO_TEST_SUITE_END()
