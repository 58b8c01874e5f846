#include <cstddef>
#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include <sinew/data/printable.hpp>
#include <sinew/shape/utf8.hpp>

using sinew::_detail::printable, sinew::_detail::quoted;

BOOST_AUTO_TEST_SUITE(data_printable)

constexpr std::size_t size_of(std::string_view bytes) {
  return sinew::_detail::character_size(bytes.data(), bytes.data() + bytes.size());
}
// The first and the last ones of each row of table 3-7 of the Unicode Standard, and their neighbours.
static_assert(size_of("") == 0 && size_of("a") == 1 && size_of("\x7fx") == 1 && size_of("\x80") == 0);
static_assert(size_of("\xc1\xbf") == 0 && size_of("\xc2\x80") == 2 && size_of("\xdf\xbf") == 2);
static_assert(size_of("\xe0\x9f\xbf") == 0 && size_of("\xe0\xa0\x80") == 3 && size_of("\xec\xbf\xbf") == 3);
static_assert(size_of("\xed\x9f\xbf") == 3 && size_of("\xed\xa0\x80") == 0 && size_of("\xef\xbf\xbf") == 3);
static_assert(size_of("\xf0\x8f\xbf\xbf") == 0 && size_of("\xf0\x90\x80\x80") == 4);
static_assert(size_of("\xf4\x8f\xbf\xbf") == 4 && size_of("\xf4\x90\x80\x80") == 0 && size_of("\xf5\x80\x80\x80") == 0);
static_assert(size_of("\xc2") == 0 && size_of("\xe2\x82") == 0 && size_of("\xf0\x9f\x98") == 0 &&
              size_of("\xc2"
                      "a") == 0);

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text) {
  BOOST_TEST(printable("naïve €😀") == "naïve €😀");
  BOOST_TEST(printable(std::string_view("\0a\tb\n\x7f\x1b[31m", 11)) == "?a?b???[31m");
  BOOST_TEST(printable("\xc2\x9b"
                       "a\xc2\xa0") == "?a\xc2\xa0");  // U+009B is a control character
  BOOST_TEST(printable("a\xff\xe2\x82") == "a???");
  BOOST_TEST(quoted("a\xe9") == "\"a?\"");
}

BOOST_AUTO_TEST_CASE(long_text) {
  BOOST_TEST(printable("abcd", 4) == "abcd");
  BOOST_TEST(printable("abcde", 4) == "abcd…");
  BOOST_TEST(printable("abc€", 4) == "abc…");
  BOOST_TEST(printable("a€", 4) == "a€");
  BOOST_TEST(printable("", 0) == "");
  BOOST_TEST(quoted(std::string(41, 'x')) == '"' + std::string(40, 'x') + "…\"");
}

BOOST_AUTO_TEST_SUITE_END()
