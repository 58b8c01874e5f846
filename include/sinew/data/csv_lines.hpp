#pragma once
/// \file
/// csv_error, CsvOptions, and the reader that splits CSV text into lines and fields.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/error.hpp>
#include <sinew/mistake/quantity.hpp>
#include <sinew/data/printable.hpp>

namespace SINEW_NAMESPACE {

/// An error in a CSV text. `line` and `column` (a field of the line) are counted from 1, as in editors and
/// spreadsheets. They are 0 if the error concerns the whole file or the whole line.
struct SINEW_SHARED_ERROR csv_error : Error {
  std::string file;             ///< the path, or the name that the caller gave the text
  std::size_t line, column;     ///< the place, counted from 1, or 0
  std::string found, expected;  ///< the text in that place, and what should be there
  /// Takes the facts and makes the sentence of them.
  csv_error(std::string in_file, std::size_t at_line, std::size_t at_column, std::string what_found,
            std::string what_expected)
      : Error{(in_file + (at_line > 0 ? ", line " + std::to_string(at_line) : "") +
               (at_column > 0 ? ", column " + std::to_string(at_column) : "") + ": found " + what_found +
               ", expected " + what_expected)
                  .c_str()},
        file{(std::move)(in_file)},
        line{at_line},
        column{at_column},
        found{(std::move)(what_found)},
        expected{(std::move)(what_expected)} {}
};

/// The layout of a CSV text.
struct CsvOptions {
  /// The value of label_column that means the last column.
  static constexpr std::size_t last = static_cast<std::size_t>(-1);

  char separator = ',';             ///< the character between the fields of a line
  bool header = false;              ///< the first line holds names; only its number of columns is checked
  std::size_t label_column = last;  ///< counted from 0
  /// Names of the classes, in order of their indices. If empty, labels are class indices.
  std::vector<std::string> classes = {};
  std::size_t class_count = 0;  ///< class indices must be below it; 0: the limit of the label type
};

namespace _detail {

/// Iterates over the lines of a text. LF or CR LF ends a line; blank lines and a UTF-8 byte order mark are skipped.
/// Of the fields of a line it keeps one more than `cols`, the number that is expected, and counts the others.
class CsvLines {
 public:
  CsvLines(std::string_view text, std::string name, char separator, std::size_t cols)
      : text_{text},
        name_{(std::move)(name)},
        separator_{separator},
        columns_{cols} {
    if (text_.starts_with("\xef\xbb\xbf")) text_.remove_prefix(3);
  }

  /// Splits the next line that is not blank into fields(); returns false at the end.
  bool next() {
    while (!text_.empty()) {
      const std::size_t end = text_.find('\n');
      std::string_view line = text_.substr(0, end);
      text_.remove_prefix(end == std::string_view::npos ? text_.size() : end + 1);
      ++line_;
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (trimmed(line).empty() && line.find(separator_) == std::string_view::npos) continue;
      split(line);
      return true;
    }
    return false;
  }

  /// The fields of the current line, without surrounding blanks and quotes.
  const std::vector<std::string>& fields() const noexcept { return fields_; }

  /// Reports an error in field `index` (counted from 0) of the current line.
  [[noreturn]] void refuse_field(std::size_t index, std::string found, std::string expected) const {
    fail(csv_error(name_, line_, index + 1, (std::move)(found), (std::move)(expected)));
  }
  /// Reports an error in the current line.
  [[noreturn]] void refuse_line(std::string found, std::string expected) const {
    fail(csv_error(name_, line_, 0, (std::move)(found), (std::move)(expected)));
  }
  /// Reports an error in the whole text.
  [[noreturn]] void refuse_file(std::string found, std::string expected) const {
    fail(csv_error(name_, 0, 0, (std::move)(found), (std::move)(expected)));
  }

  /// Reports an error unless the current line has the expected number of columns.
  void expect_columns() const {
    if (count_ == columns_) return;
    const auto count_of = [](std::size_t n) { return std::string(counted(n, "column").text); };
    if (count_ == columns_ + 1 && fields_.back().empty())
      refuse_field(columns_, "a separator at the end of the line", count_of(columns_));
    refuse_line(count_of(count_) + " separated by '" + separator_ + "'", count_of(columns_));
  }
  /// True while the first line of the text is the current one.
  bool at_first_line() const noexcept { return line_ == 1; }

 private:
  std::string_view trimmed(std::string_view field) const noexcept {
    const auto blank = [&](char c) { return c != separator_ && (c == ' ' || c == '\t'); };
    while (!field.empty() && blank(field.front())) field.remove_prefix(1);
    while (!field.empty() && blank(field.back())) field.remove_suffix(1);
    return field;
  }
  void split(std::string_view line) {
    fields_.resize(0);
    count_ = 0;
    for (bool more = true; more; ++count_) {
      std::string field;
      if (const std::string_view ahead = trimmed(line); ahead.starts_with('"')) {
        line = ahead.substr(1);
        field = take_quoted(line);
        if (!trimmed(line.substr(0, line.find(separator_))).empty())
          refuse_field(count_, _detail::quoted(line) + " after a closing quote",
                       std::string("'").append(1, separator_).append("' or the end of the line"));
      } else {
        field = trimmed(line.substr(0, line.find(separator_)));
      }
      const std::size_t end = line.find(separator_);
      more = end != std::string_view::npos;
      line.remove_prefix(more ? end + 1 : line.size());
      if (count_ <= columns_) fields_.push_back((std::move)(field));
    }
  }
  // Returns the text before the closing quote, with "" read as one quote, and leaves the rest in `line`.
  std::string take_quoted(std::string_view& line) const {
    std::size_t end = line.find('"');
    while (end != std::string_view::npos && line.substr(end + 1).starts_with('"')) end = line.find('"', end + 2);
    if (end == std::string_view::npos)
      refuse_field(count_, "a quote that is not closed", "the closing quote on the same line");
    std::string field;
    field.reserve(end);
    for (;;) {
      const std::size_t quote = line.find('"');
      field += line.substr(0, quote);
      line.remove_prefix(quote + 1);
      if (!line.starts_with('"')) return field;
      field += '"';
      line.remove_prefix(1);
    }
  }

  std::string_view text_;
  std::string name_;
  char separator_;
  std::size_t columns_, line_ = 0, count_ = 0;  // count_: the fields of the current line
  std::vector<std::string> fields_;
};

}  // namespace _detail
}  // namespace sinew
