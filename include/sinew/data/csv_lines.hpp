#pragma once
/// \file
/// csv_error, the options of the CSV loaders, and the reader that takes text apart into lines and fields.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/error.hpp>

namespace SINEW_NAMESPACE {

/// What is wrong with a CSV text. `line` and `column` (a field of that line) count from 1, as editors and spreadsheets
/// do; they are 0 when the whole file or the whole line is meant.
struct csv_error : Error {
  std::string file;
  std::size_t line, column;
  std::string found, expected;
  csv_error(std::string in_file, std::size_t at_line, std::size_t at_column, std::string what_found,
            std::string what_expected)
      : Error{(in_file + (at_line > 0 ? ", line " + std::to_string(at_line) : "") +
               (at_column > 0 ? ", column " + std::to_string(at_column) : "") + ": found " + what_found +
               ", expected " + what_expected)
                  .c_str()},
        file{std::move(in_file)},
        line{at_line},
        column{at_column},
        found{std::move(what_found)},
        expected{std::move(what_expected)} {}
};

/// How a CSV text is laid out.
struct CsvOptions {
  /// The label is the last column.
  static constexpr std::size_t last = static_cast<std::size_t>(-1);

  char separator = ',';
  bool header = false;              ///< the first line holds names; it is checked for its number of columns only
  std::size_t label_column = last;  ///< counts from 0, as indices do
  /// names of the classes, in order; empty: labels are class indices themselves
  std::vector<std::string> classes = {};
  std::size_t class_count = 0;  ///< class indices must be below; 0: as many as the label type can count
};

namespace _detail {

/// Text as it can stand in a message: quoted, cut, control characters shown as ?.
inline std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text.substr(0, 40)) result += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  return result += text.size() > 40 ? "…\"" : "\"";
}

/// Walks the lines of a text; blank ones are skipped, \n and \r\n end one, a UTF-8 byte order mark is ignored.
class CsvLines {
 public:
  CsvLines(std::string_view text, std::string name, char separator)
      : text_{text},
        name_{std::move(name)},
        separator_{separator} {
    if (text_.starts_with("\xef\xbb\xbf")) text_.remove_prefix(3);
  }

  /// Goes to the next line that is not blank and splits it into fields(); false at the end.
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

  /// The fields of the line, without blanks around them or quotes.
  const std::vector<std::string>& fields() const noexcept { return fields_; }

  /// Reports something about field `index` (from 0) of this line.
  [[noreturn]] void refuse_field(std::size_t index, std::string found, std::string expected) const {
    fail(csv_error(name_, line_, index + 1, std::move(found), std::move(expected)));
  }
  /// Reports something about the whole line.
  [[noreturn]] void refuse_line(std::string found, std::string expected) const {
    fail(csv_error(name_, line_, 0, std::move(found), std::move(expected)));
  }
  /// Reports something about the whole text.
  [[noreturn]] void refuse_file(std::string found, std::string expected) const {
    fail(csv_error(name_, 0, 0, std::move(found), std::move(expected)));
  }

  /// Every line has as many columns.
  void expect_columns(std::size_t count) const {
    if (fields_.size() == count) return;
    const auto columns = [](std::size_t n) { return std::to_string(n) + (n == 1 ? " column" : " columns"); };
    if (fields_.size() == count + 1 && fields_.back().empty())
      refuse_field(count, "a separator at the end of the line", columns(count));
    refuse_line(columns(fields_.size()) + " separated by '" + separator_ + "'", columns(count));
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
    fields_.clear();
    for (bool more = true; more;) {
      std::string field;
      if (const std::string_view ahead = trimmed(line); ahead.starts_with('"')) {
        line = ahead.substr(1);
        field = take_quoted(line);
        if (!trimmed(line.substr(0, line.find(separator_))).empty())
          refuse_field(fields_.size(), _detail::quoted(line) + " after a closing quote",
                       std::string("'").append(1, separator_).append("' or the end of the line"));
      } else {
        field = trimmed(line.substr(0, line.find(separator_)));
      }
      const std::size_t end = line.find(separator_);
      more = end != std::string_view::npos;
      line.remove_prefix(more ? end + 1 : line.size());
      fields_.push_back(std::move(field));
    }
  }
  // What stands before the closing quote, "" meaning one quote; leaves what follows.
  std::string take_quoted(std::string_view& line) const {
    std::string field;
    for (;;) {
      const std::size_t quote = line.find('"');
      if (quote == std::string_view::npos)
        refuse_field(fields_.size(), "a quote that is not closed", "the closing quote on the same line");
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
  std::size_t line_ = 0;
  std::vector<std::string> fields_;
};

}  // namespace _detail
}  // namespace sinew
