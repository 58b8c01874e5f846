#pragma once
/// \file
/// CsvOptions: how a CSV text is laid out and what is read of it; and CsvEncoding, what is learned from a file of
/// training data and applied to another.

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE {

/// A column of a CSV text: by its index, counted from 0, or by its name in the header.
struct CsvColumn {
  std::size_t index = 0;  ///< counted from 0; not used if there is a name
  std::string name = {};  ///< as in the header, without surrounding blanks and quotes
  bool by_name = false;   ///< which of the two counts
  /// Column number `number`, counted from 0.
  template <std::integral Number>
  requires(!std::same_as<Number, bool> && !std::same_as<Number, char>) CsvColumn(Number number)
  noexcept : index{static_cast<std::size_t>(number)} {}
  /// The column of this name.
  template <std::convertible_to<std::string_view> Name> CsvColumn(const Name& of_header)
      : name{std::string_view(of_header)},
        by_name{true} {}
};

/// A column of categories, texts such as names of towns. Each of its levels becomes an input that is 1 where the column
/// holds that text, and 0 elsewhere.
/// Source: one-hot encoding, as pandas' get_dummies and scikit-learn's OneHotEncoder.
struct CsvCategory {
  CsvColumn column;                      ///< which one
  std::vector<std::string> levels = {};  ///< its texts, in the order of the inputs; empty: in order of appearance
  /// A column whose levels are those of the text, in order of appearance.
  template <class Which>
  requires std::convertible_to<const Which&, CsvColumn> CsvCategory(const Which& which) : column{which} {}
  /// A column with these levels. Another text in it is an error.
  CsvCategory(CsvColumn which, std::vector<std::string> texts)
      : column{(std::move)(which)},
        levels{(std::move)(texts)} {}
};

/// Whether the first line holds names: true, false, or `CsvOptions::detected`.
struct CsvHeader {
  bool present = false;   ///< it does
  bool detected = false;  ///< it does if it looks so
  /// It does, or does not.
  template <std::same_as<bool> B> constexpr CsvHeader(B names) noexcept : present{names} {}
  /// It does if it looks so.
  static constexpr CsvHeader if_detected() noexcept {
    CsvHeader header = false;
    header.detected = true;
    return header;
  }
};

/// What takes the place of missing values: a number, `CsvOptions::mean`, or nothing (`CsvOptions::refused`).
struct CsvMissing {
  bool refused = true;  ///< a missing value is an error
  bool mean = false;    ///< the mean of the values of its column
  double value = 0;     ///< otherwise, this number
  /// A missing value is an error.
  constexpr CsvMissing() noexcept = default;
  /// This number.
  template <class Number>
  requires(std::is_arithmetic_v<Number> && !std::same_as<Number, bool>) constexpr CsvMissing(Number number) noexcept
      : refused{false},
        value{static_cast<double>(number)} {}
  /// The mean of the column.
  static constexpr CsvMissing by_mean() noexcept {
    CsvMissing missing = 0;
    missing.mean = true;
    return missing;
  }
};

/// The layout of a CSV text, and what is read of it.
struct CsvOptions {
  /// The value of label_column that means the last column.
  static constexpr std::size_t last = static_cast<std::size_t>(-1);
  /// The value of separator that means runs of blanks and tabs; those at both ends of a line separate nothing (as
  /// pandas' `sep=r"\s+"`).
  static constexpr char blanks = '\0';
  /// The value of header that looks at the first line: it holds names if each of its fields in columns of numbers is
  /// text, neither a number nor a missing value. (Names that are numbers are not detected.)
  static constexpr CsvHeader detected = CsvHeader::if_detected();
  /// The value of missing that makes a missing value an error.
  static constexpr CsvMissing refused{};
  /// The value of missing that puts the mean of the column's values in the place of those that are missing.
  static constexpr CsvMissing mean = CsvMissing::by_mean();

  char separator = ',';  ///< the character between the fields of a line, or CsvOptions::blanks
  char decimal = '.';    ///< the decimal point of numbers, or ',' with another separator
  char comment = '\0';   ///< a line whose first character that is not blank is this one is skipped; '\0': none
  /// Whether the first line (which is neither blank nor a comment) holds names: true, false or CsvOptions::detected. An
  /// option that names a column implies it.
  CsvHeader header = false;
  /// The columns that become inputs, in this order, by index or name; other columns are not read. Empty: all, in the
  /// order of the text, but the label and `skipped_columns`. (pandas: `usecols`)
  std::vector<CsvColumn> input_columns = {};
  std::vector<CsvColumn> skipped_columns = {};  ///< columns that are not read. Only without input_columns
  std::vector<CsvCategory> categories = {};     ///< input columns that hold texts, by index or name
  /// What takes the place of a missing value in an input column of numbers: nothing (CsvOptions::refused), a number, or
  /// CsvOptions::mean. All levels of a category are 0 there. Labels are never missing.
  CsvMissing missing = {};
  /// Texts that stand for a missing value, such as "?", beside an empty field and those that pandas takes for one: NA,
  /// N/A, n/a, NaN, -NaN, nan, -nan, NULL, null, None, <NA>, #N/A, #N/A N/A, #NA, 1.#IND, -1.#IND, 1.#QNAN, -1.#QNAN.
  /// What is among the given levels of a category is not missing.
  std::vector<std::string> missing_texts = {};
  CsvColumn label_column = last;  ///< by index, counted from 0, or name
  /// Names of the classes, in order of their indices. If empty, labels are class indices, unless learn_classes is set.
  std::vector<std::string> classes = {};
  /// Labels are names of classes, with indices in order of appearance. CsvEncoding::classes returns them.
  bool learn_classes = false;
  std::size_t class_count = 0;  ///< class indices must be below it; 0: the limit of the label type
};

/// An input column of CsvEncoding.
struct CsvInput {
  std::string name = {};                 ///< of the header; empty without
  std::size_t index = 0;                 ///< in the text, counted from 0
  bool category = false;                 ///< it is a column of categories
  std::vector<std::string> levels = {};  ///< those of a category, in the order of the inputs
  std::optional<double> mean = {};       ///< of the values that are not missing; learned with CsvOptions::mean
};

/// What `read_csv` learns from one text and applies to another: columns, levels of categories, means, names of classes.
struct CsvEncoding {
  std::vector<CsvInput> inputs = {};      ///< in the order of the inputs
  std::vector<std::string> classes = {};  ///< the names of the classes, in order of their indices
  /// Returns whether nothing has been learned.
  [[nodiscard]] bool empty() const noexcept { return inputs.empty(); }
};

}  // namespace sinew
