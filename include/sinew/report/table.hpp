#pragma once
/// \file
/// Table: formats rows of texts in aligned columns; number and percent: format numbers. The locale has no influence.

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Formats a number with `digits` significant digits; NaN, which means not measured or undefined, becomes "-".
inline std::string number(double value, int digits = 4) {
  if (_detail::is_nan(value)) return "-";
  char text[64];
  return {text, std::to_chars(text, text + sizeof(text), value, std::chars_format::general, digits).ptr};
}
/// Formats a fraction as a percentage: 0.9742 → "97.42 %".
inline std::string percent(double fraction, int decimals = 2) {
  if (_detail::is_nan(fraction)) return "-";
  char text[512];  // a fixed double has up to 309 digits
  return std::string(text,
                     std::to_chars(text, text + sizeof(text), fraction * 100, std::chars_format::fixed, decimals).ptr) +
         " %";
}
/// Returns the number of terminal columns of a UTF-8 text: its code points.
constexpr std::size_t columns_of(std::string_view text) noexcept {
  std::size_t n = 0;
  for (char c : text) n += (static_cast<unsigned char>(c) & 0xc0u) != 0x80u;
  return n;
}

/// A table of texts. The first column is left-aligned, the others are right-aligned, with two blanks between columns.
class Table {
 public:
  void row(std::vector<std::string> cells) { rows_.push_back((std::move)(cells)); }

  /// Returns one line for each row, without trailing blanks and ended by a line feed.
  std::string text() const {
    std::vector<std::size_t> widths;
    for (const auto& row : rows_)
      for (std::size_t i = 0; i < row.size(); ++i) {
        if (i == widths.size()) widths.push_back(0);
        widths[i] = (std::max)(widths[i], columns_of(row[i]));
      }
    std::string all;
    for (const auto& row : rows_) {
      std::string line;
      for (std::size_t i = 0; i < row.size(); ++i) {
        const std::string padding(widths[i] - columns_of(row[i]), ' ');
        line += i == 0 ? row[i] + padding : "  " + padding + row[i];
      }
      line.resize(line.find_last_not_of(' ') + 1);
      all += line + "\n";
    }
    return all;
  }

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace sinew::_detail
