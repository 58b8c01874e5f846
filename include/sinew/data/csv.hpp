#pragma once
/// \file
/// read_csv and parse_csv: load rows of N numbers from CSV, with or without a label column.
///
///     auto rows = read_csv<4>("rows.csv");                                     // std::vector<std::array<float, 4>>
///     auto iris = read_csv<4, std::uint8_t>("iris.csv",                            // class indices from names
///                                           {.header = true, .classes = {"setosa", "versicolor", "virginica"}});
///     auto cars = read_csv<6, float, float>("cars.csv",                            // a number to predict
///                                           {.separator = ';', .decimal = ',', .label_column = "price"});
///     auto digits = read_csv<784, std::uint8_t, std::uint8_t>("digits.csv", {.label_column = 0});   // pixels as bytes
/// Columns, texts as inputs, and what is missing are chosen by CsvOptions; what is learned from the training file (the
/// levels of categories, means, the names of the classes) is applied to the test file by a CsvEncoding:
///
///     CsvOptions options{.input_columns = {"age", "town"}, .categories = {"town"}, .missing = CsvOptions::mean,
///                        .label_column = "smoker", .learn_classes = true};
///     CsvEncoding encoding;
///     auto train = read_csv<4, std::uint8_t>("train.csv", options, encoding);      // age and three towns
///     auto test = read_csv<4, std::uint8_t>("test.csv", options, encoding);        // an unknown town is an error
/// Fields may be surrounded by blanks and double quotes; quoted fields may hold separators, line ends and doubled
/// quotes. Lines end with LF, CR LF or CR, and blank lines and a byte order mark are skipped. Numbers are the same in
/// every locale. Each function returns complete, checked data or throws csv_error; without exceptions an error aborts
/// (see `fail`).
/// Source: RFC 4180; where it is silent, as Python's csv module reads, but that a closing quote ends its field.

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/data.hpp>
#include <sinew/mistake/layer.hpp>
#include <sinew/data/csv_lines.hpp>
#include <sinew/data/csv_options.hpp>
#include <sinew/data/csv_table.hpp>
#include <sinew/data/dataset.hpp>
#include <sinew/data/file.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

template <std::size_t N, class Label, class T> using csv_mistake = std::conditional_t<
    N == 0, mistake::wrong_number_of_columns<given<std::array<T, N>>, expected<at_least<std::array<T, 1>>>>,
    std::conditional_t<
        !std::floating_point<T> && !std::same_as<T, std::uint8_t>,
        mistake::wrong_scalar<given<T>, expected<float, double, std::uint8_t>>,
        std::conditional_t<std::is_void_v<Label> || std::integral<Label> || std::floating_point<Label>, nothing,
                           mistake::not_a_class_index<given<Label>, expected<std::uint8_t, float>>>>>;
template <class Row, class Label> struct csv_result { using type = Dataset<Row, Label>; };
template <class Row> struct csv_result<Row, void> { using type = std::vector<Row>; };
}  // namespace _detail

/// The result of `parse_csv` and `read_csv`: a vector of rows, or a Dataset if there is a label.
template <std::size_t N, class Label, class T> using CsvResult =
    typename _detail::csv_result<std::array<T, N>, Label>::type;

namespace _detail {
/// The encoding of a call: one that learns if it is empty, one that is applied, or none.
struct CsvLearning {
  const CsvEncoding* known = nullptr;
  CsvEncoding* learned = nullptr;
  CsvLearning() = default;
  CsvLearning(CsvEncoding& encoding) noexcept : known{&encoding}, learned{&encoding} {}
  CsvLearning(const CsvEncoding& encoding) noexcept : known{&encoding} {
    precondition(!encoding.empty(), "a constant CsvEncoding must hold what was learned from another file");
  }
};

template <std::size_t N, class Label, class T>
CsvResult<N, Label, T> csv_data(std::string_view text, const CsvOptions& options, const CsvLearning& encoding,
                                const std::string& name) {
  CsvResult<N, Label, T> result;
  if constexpr (!std::is_same_v<csv_mistake<N, Label, T>, mistake::nothing>)
    decltype(mistake::tell(mistake::of<csv_mistake<N, Label, T>>)){};
  else {
    constexpr CsvLabel kind = std::is_void_v<Label>  ? CsvLabel::none
                              : std::integral<Label> ? CsvLabel::integer
                                                     : CsvLabel::number;
    if constexpr (std::integral<Label>)
      precondition(options.classes.size() <= static_cast<unsigned long long>((std::numeric_limits<Label>::max)()),
                   "CsvOptions::classes has more names than the label type can represent");
    CsvTable table{text, name, options, encoding.known, N, kind};
    while (table.next()) {
      std::array<T, N> row;
      table.inputs(row.data());
      if constexpr (std::is_void_v<Label>) result.push_back(row);
      else result.push_back(row, table.template label<Label>());
    }
    if (encoding.learned != nullptr) *encoding.learned = table.encoding();
  }
  return result;
}
}  // namespace _detail

/// Parses CSV text into rows of N inputs and, unless Label is void, labels. A column of numbers is one input, a column
/// of categories as many as it has levels.
/// Parameters: an integral Label is a class index, a floating-point Label a number; options of labels count only where
/// there is one. T is float, double, or std::uint8_t for pixels, whole numbers from 0 to 255 (a category is then 255,
/// which a net reads as 1). `name` stands for the file in messages.
/// Errors: csv_error, which names line and column.
/// Cost: reads the text twice if levels or means are learned.
template <std::size_t N, class Label = void, class T = float>
[[nodiscard]] CsvResult<N, Label, T> parse_csv(std::string_view text, const CsvOptions& options = {},
                                               const std::string& name = "CSV in memory") {
  return _detail::csv_data<N, Label, T>(text, options, {}, name);
}
/// The same with a CsvEncoding. An empty one learns from the text: the columns, the levels of categories, the means
/// that CsvOptions::mean asks for and the names of the classes. Otherwise what it holds is applied: other columns,
/// levels or names are errors. After an error it is unchanged. Precondition: a constant one is not empty.
template <std::size_t N, class Label = void, class T = float>
[[nodiscard]] CsvResult<N, Label, T> parse_csv(std::string_view text, const CsvOptions& options,
                                               const _detail::CsvLearning& encoding,
                                               const std::string& name = "CSV in memory") {
  return _detail::csv_data<N, Label, T>(text, options, encoding, name);
}

/// Reads a CSV file; otherwise as `parse_csv`, with a CsvEncoding or without.
/// Cost: the memory of the file, of its longest line, of the levels and names, and of the rows.
template <std::size_t N, class Label = void, class T = float>
[[nodiscard]] CsvResult<N, Label, T> read_csv(const std::string& path, const CsvOptions& options = {},
                                              const _detail::CsvLearning& encoding = {}) {
  _detail::FileSource source{path};
  const std::string text = _detail::read_all(source);
  if (!source.fault().empty()) _detail::fail(csv_error(path, 0, 0, source.fault(), "a readable file"));
  return _detail::csv_data<N, Label, T>(text, options, encoding, path);
}

}  // namespace sinew
