#pragma once
/// \file
/// Table: rows of texts in aligned columns, and numbers as texts. Locales change nothing.

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE::_detail {

/// A number in `digits` significant digits; "-" for NaN, which stands for what was not measured or divides by nothing.
inline std::string number(double value, int digits = 4) {
  if (value != value) return "-";
  char text[64];
  return {text, std::to_chars(text, text + sizeof(text), value, std::chars_format::general, digits).ptr};
}
/// A fraction as a percentage: 0.9742 → "97.42 %".
inline std::string percent(double fraction, int decimals = 2) {
  if (fraction != fraction) return "-";
  char text[512];  // a fixed double has up to 309 digits
  return std::string(text,
                     std::to_chars(text, text + sizeof(text), fraction * 100, std::chars_format::fixed, decimals).ptr) +
         " %";
}
/// Characters a UTF-8 text takes on a terminal: its code points.
constexpr std::size_t columns_of(std::string_view text) noexcept {
  std::size_t n = 0;
  for (char c : text) n += (static_cast<unsigned char>(c) & 0xc0u) != 0x80u;
  return n;
}

/// The first column is aligned left, the others right; two blanks between.
class Table {
 public:
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

  /// One line a row, each ended by a line feed, none by blanks.
  std::string text() const {
    std::vector<std::size_t> widths;
    for (const auto& row : rows_)
      for (std::size_t i = 0; i < row.size(); ++i) {
        if (i == widths.size()) widths.push_back(0);
        widths[i] = std::max(widths[i], columns_of(row[i]));
      }
    std::string all;
    for (const auto& row : rows_) {
      std::string line;
      for (std::size_t i = 0; i < row.size(); ++i) {
        const std::string padding(widths[i] - columns_of(row[i]), ' ');
        line += i == 0 ? row[i] + padding : "  " + padding + row[i];
      }
      line.erase(line.find_last_not_of(' ') + 1);
      all += line + "\n";
    }
    return all;
  }

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace sinew::_detail
