#pragma once
/// \file
/// read_csv and parse_csv: load rows of N numbers from CSV, with or without a label column.
///
///     auto rows = read_csv<4>("rows.csv");                                     // std::vector<std::array<float, 4>>
///     auto iris = read_csv<4, std::uint8_t>("iris.csv",                            // class indices from names
///                                           {.header = true, .classes = {"setosa", "versicolor", "virginica"}});
///     auto cars = read_csv<6, float, float>("cars.csv",                            // a number to predict
///                                           {.separator = ';', .label_column = 0});
/// Fields may be surrounded by blanks and double quotes. Lines may end with \r\n, and blank lines and a byte order
/// mark are skipped. Numbers use a decimal point in every locale. Each function returns complete, checked data or
/// throws csv_error; without exceptions an error aborts (see `fail`).

#include <array>
#include <concepts>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/data.hpp>
#include <sinew/mistake/layer.hpp>
#include <sinew/mistake/quantity.hpp>
#include <sinew/data/csv_lines.hpp>
#include <sinew/data/dataset.hpp>
#include <sinew/data/decimal.hpp>
#include <sinew/data/file.hpp>
#include <sinew/data/printable.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

/// Parses field `index` of the line as a finite number.
template <class T> T csv_number(const CsvLines& reader, std::size_t index) {
  const std::string& field = reader.fields()[index];
  if (field.empty()) reader.refuse_field(index, "an empty field", "a number");
  const char *first = field.data(), *const end = first + field.size();
  if (field.size() > 1 && *first == '+' && field[1] != '-') ++first;
  T value{};
  auto [stop, code] = _detail::parse_number(first, end, value);
  if (code == std::errc::result_out_of_range) {  // too large, or so close to 0 that it rounds to 0
    double wide = 0;
    const bool tiny = _detail::parse_number(first, end, wide).ec == std::errc{}
                          ? wide > -1 && wide < 1
                          : field.find("e-") != field.npos || field.find("E-") != field.npos;
    if (!tiny) reader.refuse_field(index, _detail::quoted(field), "a number that fits the type");
    value = static_cast<T>(wide);
    code = std::errc{};
  }
  if (code != std::errc{} || stop != end) {
    if (code == std::errc{} && *stop == ',')
      reader.refuse_field(index, _detail::quoted(field), "a number with a decimal point, not a comma");
    reader.refuse_field(index, _detail::quoted(field),
                        reader.at_first_line() ? "a number (set .header if the first line holds names)" : "a number");
  }
  constexpr T largest = (std::numeric_limits<T>::max)();
  if (!(value >= -largest && value <= largest)) reader.refuse_field(index, _detail::quoted(field), "a finite number");
  return value;
}

/// Parses field `index` of the line as a class index: a name from options.classes, or a whole number.
template <class Label> Label csv_class(const CsvLines& reader, std::size_t index, const CsvOptions& options) {
  const std::string& field = reader.fields()[index];
  if (!options.classes.empty()) {
    for (std::size_t c = 0; c < options.classes.size(); ++c)
      if (options.classes[c] == field) return static_cast<Label>(c);
    std::string names = "one of";
    for (std::size_t c = 0; c < options.classes.size() && c < 8; ++c)
      names += (c > 0 ? ", " : " ") + _detail::quoted(options.classes[c]);
    reader.refuse_field(index, _detail::quoted(field), names + (options.classes.size() > 8 ? ", …" : ""));
  }
  const double number = _detail::csv_number<double>(reader, index);
  constexpr double most = static_cast<double>((std::numeric_limits<Label>::max)()) + 1, exact = 0x1p53;
  double limit = most < exact ? most : exact;
  if (options.class_count > 0 && static_cast<double>(options.class_count) < limit)
    limit = static_cast<double>(options.class_count);
  if (!(number >= 0 && number < limit) || !_detail::equals(number, static_cast<double>(static_cast<Label>(number))))
    reader.refuse_field(index, _detail::quoted(field),
                        std::string("a class index below ") + grouped(static_cast<std::uintmax_t>(limit)).text +
                            " (set .classes if labels are names)");
  return static_cast<Label>(number);
}

/// Calls row(reader) on each line of data, after checking that it has `cols` fields.
template <class Row>
void csv_rows(std::string_view text, const std::string& name, const CsvOptions& options, std::size_t cols, Row row) {
  precondition(options.separator != '"' && options.separator != '\n' && options.separator != '\r',
               "CsvOptions::separator must not be a quote or a line end");
  CsvLines reader{text, name, options.separator, cols};
  if (options.header && reader.next()) reader.expect_columns();
  std::size_t count = 0;
  for (; reader.next(); ++count) {
    reader.expect_columns();
    row(reader);
  }
  if (count == 0) reader.refuse_file(text.empty() ? "an empty file" : "no rows", "at least one row");
}
template <std::size_t N, class Label, class T> using csv_mistake = std::conditional_t<
    N == 0, mistake::wrong_number_of_columns<given<std::array<T, N>>, expected<at_least<std::array<T, 1>>>>,
    std::conditional_t<
        !std::floating_point<T>, mistake::wrong_scalar<given<T>, expected<float, double>>,
        std::conditional_t<std::is_void_v<Label> || std::integral<Label> || std::floating_point<Label>, nothing,
                           mistake::not_a_class_index<given<Label>, expected<std::uint8_t, float>>>>>;
template <class Row, class Label> struct csv_result { using type = Dataset<Row, Label>; };
template <class Row> struct csv_result<Row, void> { using type = std::vector<Row>; };
}  // namespace _detail

/// The result of `parse_csv` and `read_csv`: a vector of rows, or a Dataset if there is a label.
template <std::size_t N, class Label, class T> using CsvResult =
    typename _detail::csv_result<std::array<T, N>, Label>::type;

/// Parses CSV text with N columns of numbers and, unless Label is void, one column of labels.
/// Parameters: an integral Label is a class index, a floating-point Label a number. `name` stands for the file in
/// messages.
/// Errors: csv_error.
template <std::size_t N, class Label = void, class T = float>
[[nodiscard]] CsvResult<N, Label, T> parse_csv(std::string_view text, const CsvOptions& options = {},
                                               const std::string& name = "CSV in memory") {
  CsvResult<N, Label, T> result;
  if constexpr (!std::is_same_v<_detail::csv_mistake<N, Label, T>, mistake::nothing>)
    decltype(mistake::tell(mistake::of<_detail::csv_mistake<N, Label, T>>)){};
  else if constexpr (std::is_void_v<Label>) {
    _detail::csv_rows(text, name, options, N, [&](const _detail::CsvLines& reader) {
      std::array<T, N> row{};
      for (std::size_t i = 0; i < N; ++i) row[i] = _detail::csv_number<T>(reader, i);
      result.push_back(row);
    });
  } else {
    const std::size_t label = options.label_column == CsvOptions::last ? N : options.label_column;
    _detail::precondition(label <= N,
                          "CsvOptions::label_column: found {}, expected 0 to {}, as there are N + 1 columns", label, N);
    if constexpr (std::integral<Label>)
      _detail::precondition(
          options.classes.size() <= static_cast<unsigned long long>((std::numeric_limits<Label>::max)()),
          "CsvOptions::classes has more names than the label type can represent");
    _detail::csv_rows(text, name, options, N + 1, [&](const _detail::CsvLines& reader) {
      std::array<T, N> row{};
      for (std::size_t i = 0; i < N; ++i) row[i] = _detail::csv_number<T>(reader, i < label ? i : i + 1);
      if constexpr (std::integral<Label>) result.push_back(row, _detail::csv_class<Label>(reader, label, options));
      else result.push_back(row, _detail::csv_number<Label>(reader, label));
    });
  }
  return result;
}

/// Reads a CSV file; otherwise as `parse_csv`.
/// Cost: the memory of the file, of its longest line, and of the rows.
template <std::size_t N, class Label = void, class T = float>
[[nodiscard]] CsvResult<N, Label, T> read_csv(const std::string& path, const CsvOptions& options = {}) {
  if constexpr (!std::is_same_v<_detail::csv_mistake<N, Label, T>, mistake::nothing>) {
    decltype(mistake::tell(mistake::of<_detail::csv_mistake<N, Label, T>>)){};
    return {};
  } else {
    _detail::FileSource source{path};
    const std::string text = _detail::read_all(source);
    if (!source.fault().empty()) _detail::fail(csv_error(path, 0, 0, source.fault(), "a readable file"));
    return sinew::parse_csv<N, Label, T>(text, options, path);
  }
}

}  // namespace sinew
