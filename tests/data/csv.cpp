#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/data/csv.hpp>
#include <sinew/random/distribution.hpp>

#include "../random/aborts.hpp"
#include "allocations.hpp"
#include "csv_says.hpp"
#include "temporary.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(data_csv)

using Rows = std::vector<std::array<float, 2>>;

BOOST_AUTO_TEST_CASE(rows_of_numbers) {
  const auto rows = parse_csv<2>("1,2.5\n-3e2,.25\n");
  static_assert(std::is_same_v<decltype(rows), const Rows>);
  const Rows expected{{1, 2.5f}, {-300, 0.25f}};
  BOOST_TEST((rows == expected));
  BOOST_TEST((parse_csv<2>("1,2.5\n-3e2,.25") == expected));        // no newline at the end
  BOOST_TEST((parse_csv<2>("1,2.5\r\n-3e2,.25\r\n") == expected));  // CRLF
  BOOST_TEST((parse_csv<2>("\xef\xbb\xbf"
                           "1,2.5\n-3e2,.25\n") == expected));                // byte order mark
  BOOST_TEST((parse_csv<2>("\n1,2.5\n \r\n\n-3e2,.25\n\n\n") == expected));   // blank lines
  BOOST_TEST((parse_csv<2>(" 1 ,\t2.5\n-3e2 , +.25 \n") == expected));        // blanks, plus
  BOOST_TEST((parse_csv<2>("\"1\",\"2.5\"\n\"-3e2\" , .25\n") == expected));  // quotes
  BOOST_TEST((parse_csv<2>("1;2.5\n-3e2;.25\n", {.separator = ';'}) == expected));
  BOOST_TEST((parse_csv<2>("1\t2.5\n-3e2\t.25\n", {.separator = '\t'}) == expected));
  BOOST_TEST((parse_csv<2>("1 2.5\n-3e2 .25\n", {.separator = ' '}) == expected));
  BOOST_TEST((parse_csv<2>("\xef\xbb\xbf"
                           "a,\"b, c\"\r\n1,2.5\r\n-3e2,.25\r\n",
                           {.header = true}) == expected));
}

BOOST_AUTO_TEST_CASE(numbers_are_the_nearest) {
  BOOST_TEST((parse_csv<1, void, double>("0.1\n").at(0)[0] == 0.1));
  BOOST_TEST((parse_csv<1>("16777217\n").at(0)[0] == 16777216.0f));
  BOOST_TEST((parse_csv<1>("3.4028235e38").at(0)[0] == 3.4028235e38f));
  BOOST_TEST((parse_csv<1>("1e-60").at(0)[0] == 0.0f));  // too close to 0 to differ from it
  BOOST_TEST((parse_csv<1, void, double>("-1e-999").at(0)[0] == 0.0));
}

BOOST_AUTO_TEST_CASE(labels) {
  const CsvOptions named{.classes = {"setosa", "Iris \"x\", y"}};
  const auto names = parse_csv<1, std::uint8_t>("1.5,setosa\n2.5,\"Iris \"\"x\"\", y\"\n", named);
  static_assert(std::is_same_v<decltype(names), const Dataset<std::array<float, 1>, std::uint8_t>>);
  BOOST_TEST((names.targets == std::vector<std::uint8_t>{0, 1}));
  BOOST_TEST(names.inputs[1][0] == 2.5f);

  const auto first = parse_csv<2, int>("2,10,20\n0,30,40\n", {.label_column = 0, .class_count = 3});
  BOOST_TEST((first.targets == std::vector<int>{2, 0}));
  BOOST_TEST((first.inputs == Rows{{10, 20}, {30, 40}}));
  const auto middle = parse_csv<2, int>("10,2,20\n", {.label_column = 1});
  BOOST_TEST(middle.targets[0] == 2);
  BOOST_TEST((middle.inputs == Rows{{10, 20}}));
  BOOST_TEST((parse_csv<1, int>("5,2.000e+00\n").targets[0] == 2));  // as NumPy's savetxt writes a 2

  const auto numbers = parse_csv<1, double>("5,-0.1\n");
  static_assert(std::is_same_v<decltype(numbers), const Dataset<std::array<float, 1>, double>>);
  BOOST_TEST(numbers.targets[0] == -0.1);
}

const std::string missing = "a number (.missing says what is put in place of missing values)";

BOOST_AUTO_TEST_CASE(numbers_that_are_none) {
  BOOST_CHECK_EXCEPTION(static_cast<void>(parse_csv<2>("1,2\n3,x\n")), csv_error, says(2, 2, "\"x\"", "a number"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(parse_csv<2>("a,b\n1,2\n")), csv_error,
                        says(1, 1, "\"a\"", "a number (set .header if the first line holds names)"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(parse_csv<2>("0,0\n1,2 3\n")), csv_error, says(2, 2, "\"2 3\"", "a number"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(parse_csv<2>("0,0\n1,0x10\n")), csv_error,
                        says(2, 2, "\"0x10\"", "a number"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(parse_csv<2>("0,0\n1,+-1\n")), csv_error, says(2, 2, "\"+-1\"", "a number"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(parse_csv<2>("0,0\n1,+\n")), csv_error, says(2, 2, "\"+\"", "a number"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(parse_csv<2>("1,2\n,4\n")), csv_error, says(2, 1, "an empty field", missing));
  BOOST_CHECK_EXCEPTION(static_cast<void>(parse_csv<2>("1,2\n3,\"\"\n")), csv_error,
                        says(2, 2, "an empty field", missing));
  BOOST_CHECK_EXCEPTION(static_cast<void>(parse_csv<2>("1,2\n3,\n")), csv_error, says(2, 2, "an empty field", missing));
  for (const std::string text : {"nan", "NaN", "NA", "null"})
    BOOST_CHECK_EXCEPTION(static_cast<void>(parse_csv<2>("1,2\n3," + text + "\n")), csv_error,
                          says(2, 2, "\"" + text + "\"", missing));
  for (const std::string text : {"NAN", "-inf", "INFINITY"})
    BOOST_CHECK_EXCEPTION(static_cast<void>(parse_csv<2>("1,2\n3," + text + "\n")), csv_error,
                          says(2, 2, "\"" + text + "\"", "a finite number"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(parse_csv<2>("1,2\n1e39,4\n")), csv_error,
                        says(2, 1, "\"1e39\"", "a number that fits the type"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(parse_csv<2>("1,2\n1e999,4\n")), csv_error,
                        says(2, 1, "\"1e999\"", "a number that fits the type"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(parse_csv<2>("5,1;3,5\n", {.separator = ';'})), csv_error,
                        says(1, 1, "\"5,1\"", "a number with a decimal point, not a comma (or set .decimal to ',')"));
  BOOST_CHECK_EXCEPTION(
      static_cast<void>(parse_csv<1>("a\tb" + std::string(100, 'c'))), csv_error,
      says(1, 1, "\"a?b" + std::string(37, 'c') + "…\"", "a number (set .header if the first line holds names)"));
}

// A message is text, whatever the bytes of the file are.
BOOST_AUTO_TEST_CASE(fields_of_other_characters) {
  const std::string name = "a number (set .header if the first line holds names)";
  std::string many;
  for (int i = 0; i < 30; ++i) many += "€";
  BOOST_CHECK_EXCEPTION(static_cast<void>(parse_csv<1>("größer")), csv_error, says(1, 1, "\"größer\"", name));
  BOOST_CHECK_EXCEPTION(static_cast<void>(parse_csv<1>(many)), csv_error,  // 13 of 3 bytes
                        says(1, 1, '"' + many.substr(0, 39) + "…\"", name));
  BOOST_CHECK_EXCEPTION(static_cast<void>(parse_csv<1>("gr\xf6\xdf"
                                                       "er")),
                        csv_error, says(1, 1, "\"gr??er\"", name));  // ISO 8859-1
}

BOOST_AUTO_TEST_CASE(lines_of_a_wrong_shape) {
  BOOST_CHECK_EXCEPTION(static_cast<void>(parse_csv<2>("1,2\n3\n")), csv_error,
                        says(2, 0, "1 column separated by ','", "2 columns"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(parse_csv<2>("1,2\r\n\r\n3,4,5\r\n")), csv_error,
                        says(3, 0, "3 columns separated by ','", "2 columns"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(parse_csv<2>("1;2\n")), csv_error,
                        says(1, 0, "1 column separated by ','", "2 columns"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(parse_csv<2>("1,2\n3,4,\n")), csv_error,
                        says(2, 3, "a separator at the end of the line", "2 columns"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(parse_csv<1>("5\n,,\n")), csv_error,
                        says(2, 0, "3 columns separated by ','", "1 column"));
  BOOST_CHECK_EXCEPTION((static_cast<void>(parse_csv<2, int>("a,b\n1,2,0\n", {.header = true}))), csv_error,
                        says(1, 0, "2 columns separated by ','", "3 columns"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(parse_csv<2>("1,\"2\n3,4\n")), csv_error,
                        says(1, 2, "a quote that is not closed", "the closing quote"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(parse_csv<2>("\"1\"x,2\n")), csv_error,
                        says(1, 1, "\"x,2\" after a closing quote", "',' or the end of the line"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(parse_csv<2>("")), csv_error,
                        says(0, 0, "an empty file", "at least one row"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(parse_csv<2>("\n\r\n")), csv_error,
                        says(0, 0, "no rows", "at least one row"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(parse_csv<2>("a,b\n", {.header = true})), csv_error,
                        says(0, 0, "no rows", "at least one row"));
}

BOOST_AUTO_TEST_CASE(labels_that_are_none) {
  const CsvOptions named{.classes = {"cat", "dog"}};
  BOOST_CHECK_EXCEPTION((static_cast<void>(parse_csv<1, int>("5,cat\n5,Cat\n", named))), csv_error,
                        says(2, 2, "\"Cat\"", "one of \"cat\", \"dog\""));
  BOOST_CHECK_EXCEPTION((static_cast<void>(parse_csv<1, int>("5,0\n", named))), csv_error,
                        says(1, 2, "\"0\"", "one of \"cat\", \"dog\""));
  BOOST_CHECK_EXCEPTION((static_cast<void>(parse_csv<1, int>("5,\n", named))), csv_error,
                        says(1, 2, "\"\"", "one of \"cat\", \"dog\""));
  const std::string below3 = "a class index below 3 (if labels are names, set .classes or .learn_classes)";
  for (const std::string label : {"3", "-1", "1.5", "1e300"})
    BOOST_CHECK_EXCEPTION((static_cast<void>(parse_csv<1, int>("0,0\n5," + label, {.class_count = 3}))), csv_error,
                          says(2, 2, "\"" + label + "\"", below3));
  BOOST_CHECK_EXCEPTION(
      (static_cast<void>(parse_csv<1, std::uint8_t>("0,255\n5,256"))), csv_error,
      says(2, 2, "\"256\"", "a class index below 256 (if labels are names, set .classes or .learn_classes)"));
  BOOST_CHECK_EXCEPTION((static_cast<void>(parse_csv<1, std::uint8_t>("0,1\n5,cat"))), csv_error,
                        says(2, 2, "\"cat\"", "a number"));
}

BOOST_AUTO_TEST_CASE(files) {
  const TemporaryFolder folder;
  const std::string path = folder.write("rows.csv", std::string("1,2\n3,4\n"));
  BOOST_TEST((read_csv<2>(path) == Rows{{1, 2}, {3, 4}}));
  const auto names_file = [&](const csv_error& e) { return e.file == path && std::string(e.what()).find(path) == 0; };
  BOOST_CHECK_EXCEPTION(static_cast<void>(read_csv<3>(path)), csv_error, names_file);
  BOOST_CHECK_EXCEPTION(static_cast<void>(read_csv<2>(folder.path() + "/none.csv")), csv_error,
                        says(0, 0, "No such file or directory", "a readable file"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(read_csv<2>(folder.path())), csv_error,
                        says(0, 0, reading_a_folder, "a readable file"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(read_csv<2>(folder.write("empty.csv", std::string()))), csv_error,
                        says(0, 0, "an empty file", "at least one row"));

  std::string large;  // longer than the blocks it is read in
  for (int i = 0; i < 50000; ++i) large += std::to_string(i) + "," + std::to_string(-i) + "\n";
  const auto rows = read_csv<2>(folder.write("large.csv", large));
  BOOST_REQUIRE(rows.size() == 50000u);
  for (std::size_t i = 0; i < rows.size(); ++i) BOOST_REQUIRE((rows[i] == std::array{float(i), -float(i)}));
}

// Memory is that of the text and of what is in it, not of what a line could hold.
BOOST_AUTO_TEST_CASE(memory) {
  const TemporaryFolder folder;
  const std::size_t size = 1'000'000;
  const std::string fields = folder.write("fields.csv", std::string(size, ','));
  largest_allocation = 0;
  BOOST_CHECK_EXCEPTION(static_cast<void>(read_csv<2>(fields)), csv_error,
                        says(1, 0, "1,000,001 columns separated by ','", "2 columns"));
  std::size_t largest = largest_allocation;
  BOOST_TEST(largest < size + 5000);

  const std::string quotes = folder.write("quotes.csv", '"' + std::string(size, '"') + "\"\n");
  largest_allocation = 0;
  BOOST_CHECK_THROW(static_cast<void>(read_csv<1>(quotes)), csv_error);
  largest = largest_allocation;
  BOOST_TEST(largest < size + 5000);
}

BOOST_AUTO_TEST_CASE(preconditions) {
  BOOST_TEST(aborts([] { static_cast<void>(parse_csv<2>("1,2", {.separator = '"'})); }));
  BOOST_TEST(aborts([] { static_cast<void>(parse_csv<2, int>("1,2,0", {.label_column = 3})); }));
}

// Any damage gives rows or a csv_error, nothing else.
BOOST_AUTO_TEST_CASE(damaged_text_never_does_harm) {
  const std::string valid =
      "\xef\xbb\xbf"
      "a,b,label\r\n5.1,-3.5e-1,\"cat\"\r\n\"4.9\", +3,dog\n\n1,2,cat\n";
  const CsvOptions options{.header = true, .classes = {"cat", "dog"}};
  BOOST_TEST((parse_csv<2, std::uint8_t>(valid, options).size() == 3u));
  Engine engine(1);
  std::size_t good = 0, bad = 0;
  for (int trial = 0; trial < 20000; ++trial) {
    std::string text = valid.substr(0, trial % 2 == 0 ? valid.size() : uniform_index(engine, valid.size()));
    for (std::size_t flips = uniform_index(engine, 4); flips > 0 && !text.empty(); --flips)
      text[uniform_index(engine, text.size())] = static_cast<char>(uniform_index(engine, 256));
    try {
      const auto data = parse_csv<2, std::uint8_t>(text, options);
      BOOST_REQUIRE(data.inputs.size() == data.targets.size());
      BOOST_REQUIRE(!data.empty());
      for (const std::uint8_t target : data.targets) BOOST_REQUIRE(target < 2);
      ++good;
    } catch (const csv_error& e) {
      BOOST_REQUIRE(!e.found.empty());
      ++bad;
    }
  }
  BOOST_TEST(good > 1000u);
  BOOST_TEST(bad > 1000u);
}

BOOST_AUTO_TEST_SUITE_END()
