// Error: what() is the sentence; of a very long one, both ends.
#include <string>
#include <type_traits>

#include <boost/test/unit_test.hpp>

#include <sinew/config/error.hpp>

using sinew::Error;

BOOST_AUTO_TEST_SUITE(config_error)

static_assert(std::is_nothrow_copy_constructible_v<Error> && std::is_base_of_v<std::exception, Error>);

BOOST_AUTO_TEST_CASE(a_sentence_is_kept) {
  BOOST_TEST(std::string(Error("").what()).empty());
  BOOST_TEST(std::string(Error("100 % of it").what()) == "100 % of it");  // no format
  const std::string longest(1023, 'x');
  BOOST_TEST(Error(longest.c_str()).what() == longest);
}

// A file is named at the beginning of a message, and what is wrong with it at the end.
BOOST_AUTO_TEST_CASE(the_middle_of_a_longer_one_is_left_out) {
  for (const std::size_t length : {1024u, 5000u}) {
    const std::string sentence = std::string("begin").append(length - 8, '/').append("end");
    const std::string what = Error(sentence.c_str()).what();
    BOOST_TEST(what.size() == 1023u);
    BOOST_TEST(what.starts_with("begin///"));
    BOOST_TEST(what.ends_with("///end"));
    BOOST_TEST(what.find("…") == 510u);
  }
}

// The cuts are between characters: of 2, 3 and 4 bytes, wherever they begin.
BOOST_AUTO_TEST_CASE(no_character_is_cut) {
  for (const std::string character : {"ä", "€", "😀"})
    for (std::size_t before = 0; before < 8; ++before) {
      std::string sentence(before, 'x');
      while (sentence.size() < 3000) sentence += character;
      const std::string what = Error(sentence.c_str()).what();
      const std::size_t cut = what.find("…");
      BOOST_REQUIRE(cut != what.npos);
      BOOST_TEST(what.size() > 1015u);
      BOOST_TEST((cut - before) % character.size() == 0u);
      BOOST_TEST((what.size() - cut - 3) % character.size() == 0u);
      BOOST_TEST(what.substr(cut + 3).starts_with(character));
    }
}

BOOST_AUTO_TEST_SUITE_END()
