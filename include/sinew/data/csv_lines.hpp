#pragma once
/// \file
/// csv_error, and the reader that splits CSV text into lines and fields.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/error.hpp>
#include <sinew/mistake/quantity.hpp>
#include <sinew/data/csv_options.hpp>
#include <sinew/data/printable.hpp>

namespace SINEW_NAMESPACE {

/// An error in a CSV text. `line` and `column` (a field of the line) are counted from 1, as in editors and
/// spreadsheets. They are 0 if the error concerns the whole file or the whole line.
struct SINEW_SHARED_ERROR csv_error : Error {
  std::string file;             ///< the path, or the name that the caller gave the text
  std::size_t line, column;     ///< the place, counted from 1, or 0
  std::string column_name;      ///< what the header calls the column; empty if it has no name
  std::string found, expected;  ///< the text in that place, and what should be there
  /// Takes the facts and makes the sentence of them.
  csv_error(std::string in_file, std::size_t at_line, std::size_t at_column, std::string what_found,
            std::string what_expected, std::string name_of_column = {})
      : Error{(in_file + (at_line > 0 ? ", line " + std::to_string(at_line) : "") +
               (at_column > 0 ? ", column " + std::to_string(at_column) : "") +
               (name_of_column.empty() ? "" : " (" + _detail::quoted(name_of_column) + ")") + ": found " + what_found +
               ", expected " + what_expected)
                  .c_str()},
        file{(std::move)(in_file)},
        line{at_line},
        column{at_column},
        column_name{(std::move)(name_of_column)},
        found{(std::move)(what_found)},
        expected{(std::move)(what_expected)} {}
};

namespace _detail {

/// A column that is read.
struct CsvSource {
  std::size_t index = 0;  ///< counted from 0
  std::string name = {};  ///< of the header; empty without
};

/// Iterates over the lines of a text. LF, CR LF or CR ends a line; a quoted field may contain them. Blank lines,
/// comments and a UTF-8 byte order mark are skipped. Of the fields of a line it keeps those of chosen columns.
class CsvLines {
 public:
  CsvLines(std::string_view text, std::string name, const CsvOptions& options)
      : text_{text},
        name_{(std::move)(name)},
        separator_{options.separator},
        comment_{options.comment} {
    if (text_.starts_with("\xef\xbb\xbf")) text_.remove_prefix(3);
  }

  /// Goes to the next line that holds fields and calls take(index, text, line) on each of them: without surrounding
  /// blanks and quotes, and with the number of the line where it begins. Returns false at the end of the text.
  template <class Take> bool next(Take take) {
    if (!skip()) return false;
    line_ = lines_ + 1;
    last_is_empty_ = false;
    for (count_ = 0;; ++count_) {
      const std::size_t line = lines_ + 1;
      const std::string_view field = this->field();
      take(count_, field, line);
      if (separator_ == CsvOptions::blanks) drop_blanks();
      if (text_.empty() || ends_line(text_.front())) {
        last_is_empty_ = field.empty();
        break;
      }
      if (separator_ != CsvOptions::blanks) text_.remove_prefix(1);
    }
    end_line();
    ++count_;
    return true;
  }
  /// The same for the chosen columns, whose fields are kept.
  bool next() {
    std::size_t slot = 0;
    return next([&](std::size_t index, std::string_view text, std::size_t line) {
      if (slot == kept_.size() || kept_[slot].source.index != index) return;
      Kept& kept = kept_[slot++];
      kept.line = line;
      kept.own = {};
      if (text.data() != own_.data()) kept.text = text;
      else {
        kept.own = (std::move)(own_);
        kept.text = kept.own;
      }
    });
  }
  /// Chooses columns, in ascending order.
  void keep(const std::vector<CsvSource>& sources) {
    kept_.resize(0);
    for (const CsvSource& source : sources) kept_.push_back({.source = source});
  }
  /// The field of chosen column number `slot` of the current line, which must have as many fields.
  std::string_view text(std::size_t slot) const noexcept { return kept_[slot].text; }

  /// The number of fields of the current line.
  std::size_t count() const noexcept { return count_; }
  /// The number of the current line, counted from 1: the first one if it has line ends in quotes.
  std::size_t line() const noexcept { return line_; }
  const std::string& name() const noexcept { return name_; }

  /// Reports an error in the field of chosen column number `slot` of the current line.
  [[noreturn]] void refuse_field(std::size_t slot, std::string found, std::string expected) const {
    const Kept& kept = kept_[slot];
    fail(csv_error(name_, kept.line, kept.source.index + 1, (std::move)(found), (std::move)(expected),
                   kept.source.name));
  }
  /// Reports an error in a whole column.
  [[noreturn]] void refuse_column(const CsvSource& source, std::string found, std::string expected) const {
    fail(csv_error(name_, 0, source.index + 1, (std::move)(found), (std::move)(expected), source.name));
  }
  /// Reports an error in the current line.
  [[noreturn]] void refuse_line(std::string found, std::string expected) const {
    fail(csv_error(name_, line_, 0, (std::move)(found), (std::move)(expected)));
  }
  /// Reports an error in the whole text.
  [[noreturn]] void refuse_file(std::string found, std::string expected) const {
    fail(csv_error(name_, 0, 0, (std::move)(found), (std::move)(expected)));
  }
  /// Reports an error unless the current line has this number of fields.
  void expect_columns(std::size_t expected, const char* of_what = "") const {
    if (count_ == expected) return;
    if (count_ == expected + 1 && last_is_empty_)
      fail(csv_error(name_, line_, count_, "a separator at the end of the line",
                     std::string(counted(expected, "column").text) + of_what));
    refuse_line(counted(count_, "column").text + separated(), std::string(counted(expected, "column").text) + of_what);
  }
  /// " separated by ','".
  std::string separated() const {
    return " separated by " + (separator_ == CsvOptions::blanks ? std::string("blanks")
                               : separator_ == '\t'             ? std::string("tabs")
                                                                : a_separator());
  }

 private:
  struct Kept {
    CsvSource source;
    std::string_view text = {};
    std::string own = {};  // the text, if there are doubled quotes in it
    std::size_t line = 0;
  };

  std::string a_separator() const {
    if (separator_ == CsvOptions::blanks) return "a blank";
    return separator_ == '\t' ? "a tab" : "'" + _detail::printable({&separator_, 1}) + "'";
  }
  static bool ends_line(char c) noexcept { return c == '\n' || c == '\r'; }
  bool is_blank(char c) const noexcept { return c != separator_ && (c == ' ' || c == '\t'); }
  void drop_blanks() noexcept {
    while (!text_.empty() && is_blank(text_.front())) text_.remove_prefix(1);
  }
  // Removes a line end, if there is one.
  void end_line() noexcept {
    if (text_.empty()) return;
    const bool pair = text_.starts_with("\r\n");
    text_.remove_prefix(pair ? 2 : 1);
    ++lines_;
  }
  void drop_line() noexcept {
    while (!text_.empty() && !ends_line(text_.front())) text_.remove_prefix(1);
    end_line();
  }
  // Skips blank lines and comments; returns false at the end.
  bool skip() noexcept {
    while (!text_.empty()) {
      const std::string_view line = text_;
      drop_blanks();
      const bool comment = comment_ != '\0' && text_.starts_with(comment_);
      if (!text_.empty() && !ends_line(text_.front()) && !comment) {
        text_ = line;
        if (separator_ == CsvOptions::blanks) drop_blanks();
        return true;
      }
      drop_line();
    }
    return false;
  }

  // Takes a field up to the separator or the end of the line.
  std::string_view field() {
    const std::string_view ahead = text_;
    drop_blanks();
    if (text_.starts_with('"')) return quoted_field();
    text_ = ahead;
    std::size_t end = 0;
    if (separator_ == CsvOptions::blanks)
      while (end < text_.size() && !is_blank(text_[end]) && !ends_line(text_[end])) ++end;
    else
      while (end < text_.size() && text_[end] != separator_ && !ends_line(text_[end])) ++end;
    std::string_view found = text_.substr(0, end);
    text_.remove_prefix(end);
    while (!found.empty() && is_blank(found.front())) found.remove_prefix(1);
    while (!found.empty() && is_blank(found.back())) found.remove_suffix(1);
    return found;
  }
  // Takes a field in quotes, with "" read as one quote, and the blanks after it. Where there is such a pair the result
  // refers to own_.
  std::string_view quoted_field() {
    const std::size_t line = lines_ + 1;
    text_.remove_prefix(1);
    std::size_t end = 0, pairs = 0;
    for (; end < text_.size(); ++end) {
      const char c = text_[end];
      if (c == '\n' || (c == '\r' && !text_.substr(end + 1).starts_with('\n'))) ++lines_;
      if (c != '"') continue;
      if (!text_.substr(end + 1).starts_with('"')) break;
      ++end;
      ++pairs;
    }
    if (end == text_.size())
      fail(csv_error(name_, line, count_ + 1, "a quote that is not closed", "the closing quote"));
    std::string_view found = text_.substr(0, end);
    text_.remove_prefix(end + 1);
    const std::string_view behind = text_;
    drop_blanks();
    const bool ends = text_.empty() || ends_line(text_.front()) ||
                      (separator_ == CsvOptions::blanks ? text_.size() < behind.size() : text_.front() == separator_);
    if (!ends) {
      std::size_t rest = 0;
      while (rest < behind.size() && !ends_line(behind[rest])) ++rest;
      fail(csv_error(name_, lines_ + 1, count_ + 1, _detail::quoted(behind.substr(0, rest)) + " after a closing quote",
                     a_separator() + " or the end of the line"));
    }
    if (pairs == 0) return found;
    own_ = {};
    own_.reserve(found.size() - pairs);
    for (std::size_t i = 0; i < found.size(); ++i) {
      own_ += found[i];
      if (found[i] == '"') ++i;
    }
    return own_;
  }

  std::string_view text_;  // what is left
  std::string name_, own_ = {};
  char separator_, comment_;
  std::size_t lines_ = 0, line_ = 0, count_ = 0;  // line ends so far; of the current line: its number, its fields
  bool last_is_empty_ = false;
  std::vector<Kept> kept_ = {};
};

}  // namespace _detail
}  // namespace sinew
