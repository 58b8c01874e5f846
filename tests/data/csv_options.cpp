/// What CsvOptions choose of a text, and how: columns, missing values, categories, class names, bytes.

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/data/csv.hpp>

#include "../random/aborts.hpp"
#include "../reference/csv_texts.hpp"
#include "allocations.hpp"
#include "csv_says.hpp"
#include "temporary.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(data_csv_options)

using Rows = std::vector<std::array<float, 2>>;

template <std::size_t N, class Label = void, class T = float>
void refused(std::string_view text, const CsvOptions& options, auto predicate) {
  BOOST_CHECK_EXCEPTION((static_cast<void>(parse_csv<N, Label, T>(text, options))), csv_error, predicate);
}

// The same fields as Python's csv module, or an error where it has one.
BOOST_AUTO_TEST_CASE(fields_of_python) {
  std::size_t valid = 0, refusals = 0;
  for (const auto& example : reference::csv_texts::examples) {
    std::string fields;
    bool read = true;
    try {
      _detail::CsvLines lines(example.text, "text", {.separator = example.separator});
      std::size_t next = 0;
      while (lines.next([&](std::size_t index, std::string_view field, std::size_t) {
        BOOST_REQUIRE(index == next++);
        fields.append(field) += '\x1f';
      })) {
        BOOST_TEST(lines.count() == next);
        next = 0;
        fields += '\x1e';
      }
    } catch (const csv_error&) { read = false; }
    BOOST_TEST(read == example.valid, example.text);
    if (read && example.valid) BOOST_TEST(fields == example.fields, example.text);
    ++(example.valid ? valid : refusals);
  }
  BOOST_TEST(valid > 100u);
  BOOST_TEST(refusals > 100u);
}

BOOST_AUTO_TEST_CASE(columns_by_name_and_index) {
  const std::string text = "id,width,\"a, b\",class,height\r\n7,1,2,0,3\r\n8,4,5,1,6\r\n";
  BOOST_TEST((parse_csv<2>(text, {.input_columns = {"height", "width"}}) == Rows{{3, 1}, {6, 4}}));
  BOOST_TEST((parse_csv<2>(text, {.header = true, .input_columns = {4, 1}}) == Rows{{3, 1}, {6, 4}}));
  BOOST_TEST((parse_csv<2>(text, {.input_columns = {"a, b", 4}}) == Rows{{2, 3}, {5, 6}}));
  BOOST_TEST((parse_csv<2>(text, {.skipped_columns = {"id", "class", 2}}) == Rows{{1, 3}, {4, 6}}));
  BOOST_TEST((parse_csv<2>("9,1,3\n9,4,6\n", {.skipped_columns = {0}}) == Rows{{1, 3}, {4, 6}}));
  const auto labelled = parse_csv<2, int>(text, {.skipped_columns = {"id", "a, b"}, .label_column = "class"});
  BOOST_TEST((labelled.inputs == Rows{{1, 3}, {4, 6}}));
  BOOST_TEST((labelled.targets == std::vector<int>{0, 1}));
  const auto last = parse_csv<2, float>(text, {.header = true, .input_columns = {3, 0}});
  BOOST_TEST((last.inputs == Rows{{0, 7}, {1, 8}}));
  BOOST_TEST((last.targets == std::vector<float>{3, 6}));

  refused<2>(text, {.input_columns = {"width", "depth"}},
             says(1, 0, R"(the columns "id", "width", "a, b", "class", "height")", "a column \"depth\""));
  refused<2>("a,b,a\n1,2,3\n", {.skipped_columns = {"a"}},
             says(1, 0, "2 columns \"a\"", "one, or a column chosen by its index"));
  refused<2>(text, {.input_columns = {1, 5}},
             says(1, 0, "5 columns separated by ','", "a column with index 5, counted from 0"));
  refused<2>(text, {.input_columns = {"width", 1}}, says(1, 0, "column 2 chosen twice", "different columns"));
  refused<2, int>(text, {.input_columns = {"width", "class"}, .label_column = 3},
                  says(1, 0, "column 4 chosen twice", "different columns"));
  refused<2>(text, {.skipped_columns = {"id"}},
             says(1, 0, "5 columns separated by ','", "3 columns (2 inputs, 1 skipped)"));
  refused<2, int>(text, {.skipped_columns = {"id"}, .label_column = "class"},
                  says(1, 0, "5 columns separated by ','", "4 columns (2 inputs, the label, 1 skipped)"));
  refused<2>(text + "1,2,3\n", {.input_columns = {"width", "height"}},
             says(4, 0, "3 columns separated by ','", "5 columns, as in the first line"));
  refused<2>("1,2,3\n", {.input_columns = {0}}, says(0, 0, "1 input (1 number)", "2, as the type of a row says"));
  // An error names the column.
  refused<2>(text + "1,2,3,4,x\n", {.input_columns = {"height", "width"}}, says(4, 5, "\"x\"", "a number", "height"));
}

BOOST_AUTO_TEST_CASE(headers) {
  const CsvOptions detect{.header = CsvOptions::detected};
  BOOST_TEST((parse_csv<2>("a,b\n1,2\n", detect) == Rows{{1, 2}}));
  BOOST_TEST((parse_csv<2>("3,4\n1,2\n", detect) == Rows{{3, 4}, {1, 2}}));
  refused<2>("1,b\n1,2\n", detect, says(1, 2, "\"b\"", "a number (set .header if the first line holds names)"));
  refused<2>(",b\n1,2\n", detect,
             says(1, 1, "an empty field", "a number (.missing says what is put in place of missing values)"));
  refused<2>("a,b\n1,x\n", detect, says(2, 2, "\"x\"", "a number", "b"));
  // Columns of texts do not count.
  const CsvOptions named{.header = CsvOptions::detected, .classes = {"x", "y"}};
  BOOST_TEST((parse_csv<1, int>("a,b\n1,x\n", named).size() == 1u));
  BOOST_TEST((parse_csv<1, int>("2,y\n1,x\n", named).size() == 2u));
  BOOST_TEST(
      aborts([] { static_cast<void>(parse_csv<1>("a\nb\n", {.header = CsvOptions::detected, .categories = {0}})); }));
}

BOOST_AUTO_TEST_CASE(layout) {
  const Rows expected{{1, 2.5f}, {-300, 0.25f}};
  const CsvOptions comma{.separator = ';', .decimal = ','};
  BOOST_TEST((parse_csv<2>("1;2,5\n-3e2;,25\n", comma) == expected));
  BOOST_TEST((parse_csv<2>("1,0\t+2,5\n-300\t\"0,25\"\n", {.separator = '\t', .decimal = ','}) == expected));
  refused<2>("0;0\n1;2.5\n", comma, says(2, 2, "\"2.5\"", "a number with a decimal comma, without points"));
  refused<2>("0;0\n1;1.234,5\n", comma, says(2, 2, "\"1.234,5\"", "a number with a decimal comma, without points"));
  refused<2>("0;0\n1;1,2,3\n", comma, says(2, 2, "\"1,2,3\"", "a number"));
  refused<2>("0;0\n1;ver.\n", comma, says(2, 2, "\"ver.\"", "a number"));

  const CsvOptions blanks{.separator = CsvOptions::blanks};
  BOOST_TEST((parse_csv<2>("  1 \t 2.5\n-3e2   .25  \n \n", blanks) == expected));
  BOOST_TEST((parse_csv<2>("\"1\" \"2.5\"\n-3e2\t.25", blanks) == expected));
  BOOST_TEST(
      (parse_csv<2>("a \"b c\"\n1 2.5\n-3e2 .25", {.separator = CsvOptions::blanks, .header = true}) == expected));
  refused<2>("1 2\n3\n", blanks, says(2, 0, "1 column separated by blanks", "2 columns"));
  refused<2>("1\t2\t3\n", {.separator = '\t'}, says(1, 0, "3 columns separated by tabs", "2 columns"));
  refused<2>("\"1\" 2\t3\n", {.separator = '\t'},
             says(1, 1, "\" 2?3\" after a closing quote", "a tab or the end of the line"));
  refused<2>("\"1\"2\n", blanks, says(1, 1, "\"2\" after a closing quote", "a blank or the end of the line"));

  const CsvOptions comments{.comment = '#', .header = true};
  BOOST_TEST((parse_csv<2>("# made \"by hand\n  # ,,,\na,b\n1,2.5\n#\n-3e2,.25\n#", comments) == expected));
  refused<2>("#\na,b\n1,2 # two\n", comments, says(3, 2, "\"2 # two\"", "a number"));

  for (const std::string end : {"\n", "\r\n", "\r"}) {
    BOOST_TEST((parse_csv<2>("1,2.5" + end + "-3e2,.25" + end + end, {}) == expected));
    refused<2>("1,2" + end + end + "3,x" + end, {}, says(3, 2, "\"x\"", "a number"));
    // A line end within quotes is part of the field, and counts.
    refused<1, int>("1,\"a" + end + "b\"" + end + "2,c" + end, {.classes = {"a" + end + "b"}},
                    says(3, 2, "\"c\"", "one of \"a" + std::string(end.size(), '?') + "b\""));
    refused<1, int>("1,2" + end + "\"a" + end + "\",x", {.classes = {"2"}},
                    says(2, 1, "\"a" + std::string(end.size(), '?') + "\"", "a number"));
  }
}

BOOST_AUTO_TEST_CASE(missing_values) {
  const std::string text = "a,b\n1,\nNA,4\n ? ,NaN\n7,8\n";
  BOOST_TEST((parse_csv<2>(text, {.header = true, .missing = -1, .missing_texts = {"?"}}) ==
              Rows{{1, -1}, {-1, 4}, {-1, -1}, {7, 8}}));
  CsvEncoding encoding;
  const CsvOptions mean{.header = true, .missing = CsvOptions::mean, .missing_texts = {"?"}};
  BOOST_TEST((parse_csv<2>(text, mean, encoding) == Rows{{1, 6}, {4, 4}, {4, 6}, {7, 8}}));
  BOOST_REQUIRE(encoding.inputs.size() == 2u);
  BOOST_TEST(encoding.inputs[0].name == "a");
  BOOST_TEST(encoding.inputs[0].mean.value() == 4.0);
  BOOST_TEST(encoding.inputs[1].mean.value() == 6.0);
  // The means of the training data fill the test data.
  BOOST_TEST((parse_csv<2>("a,b\n,100\n200,\n", mean, encoding) == Rows{{4, 100}, {200, 6}}));
  BOOST_TEST((parse_csv<2>("a,b\n,100\n", mean, static_cast<const CsvEncoding&>(encoding)) == Rows{{4, 100}}));

  refused<2>(text, {.header = true},
             says(2, 2, "an empty field", "a number (.missing says what is put in place of missing values)", "b"));
  refused<2>("1,2\n3,?\n", {.missing_texts = {"?"}},
             says(2, 2, "\"?\"", "a number (.missing says what is put in place of missing values)"));
  refused<2>("1,2\n3,?\n", {.missing = 0}, says(2, 2, "\"?\"", "a number"));
  refused<2>("a,b\n1,\n2,NA\n", {.header = true, .missing = CsvOptions::mean},
             says(0, 2, "no value", "at least one, to fill with the mean", "b"));
  refused<1, int>("1,\n", {.missing = 0}, says(1, 2, "an empty field", "a number"));  // a label is never filled
  // No number of the text is too large for its mean.
  BOOST_TEST((parse_csv<1, void, double>("1.7e308\n1.7e308\nNA\n", {.missing = CsvOptions::mean}).at(2)[0] == 1.7e308));
  refused<1>("NA\n1e300\n", {.missing = CsvOptions::mean},
             [](const csv_error& e) { return e.column == 1 && e.expected == "one that fits the type"; });
  BOOST_TEST(
      aborts([] { static_cast<void>(parse_csv<1>("1", {.missing = std::numeric_limits<double>::infinity()})); }));
}

BOOST_AUTO_TEST_CASE(categories) {
  const std::string text = "size,town,colour\n1,Bonn,red\n2,\"Bad Ems\",blue\n3,Bonn,red\n";
  using Encoded = std::vector<std::array<float, 5>>;
  CsvEncoding encoding;
  const CsvOptions options{.categories = {"town", {"colour", {"blue", "red"}}}};
  const Encoded expected{{1, 1, 0, 0, 1}, {2, 0, 1, 1, 0}, {3, 1, 0, 0, 1}};
  BOOST_TEST((parse_csv<5>(text, options, encoding) == expected));
  BOOST_TEST((parse_csv<5>(text, options) == expected));
  BOOST_TEST((parse_csv<5>("1,Bonn,red\n2,Bad Ems,blue\n3,Bonn,red\n", {.categories = {1, {2, {"blue", "red"}}}}) ==
              expected));
  BOOST_REQUIRE(encoding.inputs.size() == 3u);
  BOOST_TEST(!encoding.inputs[0].category);
  BOOST_TEST((encoding.inputs[1].levels == std::vector<std::string>{"Bonn", "Bad Ems"}));
  BOOST_TEST((encoding.inputs[2].levels == std::vector<std::string>{"blue", "red"}));
  // The test data has the levels of the training data.
  BOOST_TEST((parse_csv<5>("size,town,colour\n4,Bad Ems,blue\n", options, encoding) == Encoded{{4, 0, 1, 1, 0}}));
  const auto with = [&](std::string_view test, auto predicate) {
    BOOST_CHECK_EXCEPTION(static_cast<void>(parse_csv<5>(test, options, encoding)), csv_error, predicate);
  };
  with("size,town,colour\n4,Bonn,red\n4,Ulm,red\n", says(3, 2, "\"Ulm\"", "one of \"Bonn\", \"Bad Ems\"", "town"));
  with("size,town,colour\n4,,red\n",
       says(2, 2, "an empty field", "a category (.missing says what is put in place of missing values)", "town"));
  with("town,size,colour\nBonn,4,red\n", says(0, 1, "another name", "\"size\" as input number 1, as the encoding has"));
  BOOST_TEST((encoding.inputs[1].levels == std::vector<std::string>{"Bonn", "Bad Ems"}));
  BOOST_CHECK_EXCEPTION(static_cast<void>(parse_csv<1>("1\n", {}, encoding)), csv_error,
                        says(0, 0, "1 input column", "3 input columns, as the encoding has"));
  BOOST_CHECK_EXCEPTION(
      static_cast<void>(parse_csv<5>("1,Bonn,red\n", {.categories = {0, 2, {1, {"Bonn", "Bad Ems"}}}}, encoding)),
      csv_error, says(0, 1, "a column of categories", "numbers, as the encoding has"));

  refused<5>(text + "4,Bonn,green\n", options, says(5, 3, "\"green\"", "one of \"blue\", \"red\"", "colour"));
  // Missing: all levels are 0, but what is among given levels is there.
  const CsvOptions fills{.categories = {{0, {"NA", "x"}}, 1}, .missing = 0};
  BOOST_TEST((parse_csv<4>("NA,NA\n,a\nx,b\n", fills) ==
              std::vector<std::array<float, 4>>{{1, 0, 0, 0}, {0, 0, 1, 0}, {0, 1, 0, 1}}));
  refused<4>(
      text, {.header = true, .categories = {1, 2}},
      says(0, 0, "5 inputs (1 number; 2 categories of column 2 (\"town\"); 2 categories of column 3 (\"colour\"))",
           "4, as the type of a row says"));
  refused<3>("a\nb\nc\nd\n", {.categories = {0}},
             says(4, 1, "\"d\", category number 4", "3 inputs in all, as the type of a row says"));
  refused<1>(text, {.categories = {"town"}}, says(1, 0, "3 columns separated by ','", "1 column"));
  refused<2>(text, {.input_columns = {"size"}, .categories = {"town"}},
             says(1, 0, "column 2 as a category", "one of the input columns"));
  refused<1>("NA\n", {.categories = {0}, .missing = 0}, says(0, 1, "no category", "at least one"));
}

BOOST_AUTO_TEST_CASE(names_of_classes) {
  CsvEncoding encoding;
  const CsvOptions options{.label_column = 0, .learn_classes = true};
  const auto train = parse_csv<1, std::uint8_t>("dog,1\ncat,2\n\"dog\",3\nNA,4\n", options, encoding);
  BOOST_TEST((train.targets == std::vector<std::uint8_t>{0, 1, 0, 2}));
  BOOST_TEST((encoding.classes == std::vector<std::string>{"dog", "cat", "NA"}));
  BOOST_TEST(
      (parse_csv<1, std::uint8_t>("NA,1\ncat,2\n", options, encoding).targets == std::vector<std::uint8_t>{2, 1}));
  BOOST_CHECK_EXCEPTION((static_cast<void>(parse_csv<1, int>("cat,1\ncow,2\n", options, encoding))), csv_error,
                        says(2, 1, "\"cow\"", "one of \"dog\", \"cat\", \"NA\""));
  // A file without labels, by the same encoding.
  BOOST_TEST((parse_csv<1>("5\n6\n", {}, encoding) == std::vector<std::array<float, 1>>{{5}, {6}}));
  BOOST_TEST(encoding.classes.size() == 3u);

  refused<1, int>("dog,1\n,2\n", options, says(2, 1, "an empty field", "the name of a class"));
  refused<1, int>("a,1\nb,2\nc,3\n", {.label_column = 0, .learn_classes = true, .class_count = 2},
                  says(3, 1, "\"c\", class number 3", "at most 2 classes"));
  std::string many;
  for (int i = 0; i < 300; ++i) many += "1,c" + std::to_string(i) + "\n";
  refused<1, std::uint8_t>(many, {.learn_classes = true},
                           says(257, 2, "\"c256\", class number 257", "at most 256 classes"));
  BOOST_TEST((parse_csv<1, std::uint16_t>(many, {.learn_classes = true}).targets[299] == 299));
  BOOST_TEST(aborts([] { static_cast<void>(parse_csv<1, float>("1,a", {.learn_classes = true})); }));
}

BOOST_AUTO_TEST_CASE(pixels_as_bytes) {
  const auto digits = parse_csv<3, std::uint8_t, std::uint8_t>("7,0,255,128\n1,3,4.0,5e0\n", {.label_column = 0});
  static_assert(std::is_same_v<decltype(digits), const Dataset<std::array<std::uint8_t, 3>, std::uint8_t>>);
  BOOST_TEST((digits.inputs == std::vector<std::array<std::uint8_t, 3>>{{0, 255, 128}, {3, 4, 5}}));
  BOOST_TEST((digits.targets == std::vector<std::uint8_t>{7, 1}));
  for (const std::string pixel : {"256", "-1", "1.5", "1e300"})
    refused<2, void, std::uint8_t>("1,2\n3," + pixel, {},
                                   says(2, 2, '"' + pixel + '"', "a whole number from 0 to 255"));
  // A net reads bytes as multiples of 1/255.
  BOOST_TEST((parse_csv<3, void, std::uint8_t>("1,a\n2,b\n", {.categories = {1}}) ==
              std::vector<std::array<std::uint8_t, 3>>{{1, 255, 0}, {2, 0, 255}}));
  BOOST_TEST((parse_csv<1, void, std::uint8_t>("1\nNA\n2\n", {.missing = CsvOptions::mean}).at(1)[0] == 2));
  BOOST_TEST(aborts([] { static_cast<void>(parse_csv<1, void, std::uint8_t>("NA", {.missing = 0.5})); }));
}

// Means and one-hot columns as Python computes them.
BOOST_AUTO_TEST_CASE(a_table_of_python) {
  using namespace reference::csv_texts;
  CsvEncoding encoding;
  const auto rows = parse_csv<5, void, double>(
      table, {.header = true, .categories = {"town"}, .missing = CsvOptions::mean}, encoding);
  BOOST_REQUIRE(rows.size() == std::size(encoded));
  BOOST_TEST(encoding.inputs[0].mean.value() == mean_height, boost::test_tools::tolerance(1e-14));
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t k = 0; k < 5; ++k) BOOST_TEST(rows[i][k] == encoded[i][k], boost::test_tools::tolerance(1e-14));
}

BOOST_AUTO_TEST_CASE(files) {
  const TemporaryFolder folder;
  const std::string train = folder.write("train.csv", std::string("a,town,y\n1,Bonn,no\n2,Ulm,yes\n")),
                    test = folder.write("test.csv", std::string("a,town,y\n5,Ulm,no\n"));
  const CsvOptions options{.categories = {"town"}, .label_column = "y", .learn_classes = true};
  CsvEncoding encoding;
  BOOST_TEST((read_csv<3, std::uint8_t>(train, options, encoding).size() == 2u));
  const CsvEncoding known = encoding;
  const auto data = read_csv<3, std::uint8_t>(test, options, known);
  BOOST_TEST((data.inputs == std::vector<std::array<float, 3>>{{5, 0, 1}}));
  BOOST_TEST(data.targets[0] == 0);
  BOOST_CHECK_EXCEPTION((static_cast<void>(read_csv<3, std::uint8_t>(folder.path() + "/none", options, known))),
                        csv_error, says(0, 0, "No such file or directory", "a readable file"));
}

// What is not chosen takes no memory, however many columns and levels there are.
BOOST_AUTO_TEST_CASE(memory) {
  std::string header = "x", row = "1";
  for (int i = 0; i < 100'000; ++i) {
    header += ",c" + std::to_string(i);
    row += ",\"\"\"\"";
  }
  std::string levels;
  for (int i = 0; i < 100'000; ++i) levels += std::to_string(i) + "\n";
  const std::string wide = header + "\n" + row + "\n";
  largest_allocation = 0;
  BOOST_TEST((parse_csv<1>(wide, {.input_columns = {"x"}}).at(0)[0] == 1));
  BOOST_CHECK_THROW(static_cast<void>(parse_csv<1>(wide, {.skipped_columns = {"c7"}})), csv_error);
  BOOST_CHECK_THROW(static_cast<void>(parse_csv<3>(wide, {.header = true, .categories = {0}})), csv_error);
  BOOST_CHECK_THROW(static_cast<void>(parse_csv<3>(levels, {.categories = {0}})), csv_error);
  const std::size_t largest = largest_allocation;
  BOOST_TEST(largest < 5000u);
}

BOOST_AUTO_TEST_CASE(preconditions) {
  const auto refuses = [](const CsvOptions& options) {
    return aborts([&] { static_cast<void>(parse_csv<2>("1,2\n", options)); });
  };
  BOOST_TEST(refuses({.decimal = ','}));
  BOOST_TEST(refuses({.decimal = ' '}));
  BOOST_TEST(refuses({.comment = ','}));
  BOOST_TEST(refuses({.input_columns = {0, 1}, .skipped_columns = {2}}));
  BOOST_TEST(refuses({.categories = {{0, {"a", "a"}}}}));
  BOOST_TEST(aborts([] { static_cast<void>(parse_csv<1>("1", {}, static_cast<const CsvEncoding&>(CsvEncoding{}))); }));
}

BOOST_AUTO_TEST_SUITE_END()
