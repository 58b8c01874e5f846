#pragma once
/// \file
/// parse_number: std::from_chars of floating-point numbers, also for standard libraries without it (libc++ before 20).

#include <charconv>
#include <clocale>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <system_error>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/characters.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The end of the longest decimal number at `first`, [-]digits[.digits][e[±]digits], [-]inf, [-]infinity or [-]nan;
/// `first` itself if there is none.
inline const char* end_of_number(const char* first, const char* last) noexcept {
  const char* const begin = first != last && *first == '-' ? first + 1 : first;
  for (const char* const word : {"infinity", "inf", "nan"}) {
    const char *at = begin, *letter = word;
    for (; *letter != '\0' && at != last && (*at | 0x20) == *letter; ++letter) ++at;
    if (*letter == '\0') return at;
  }
  const auto skip_digits = [last](const char* at) {
    while (at != last && is_digit(*at)) ++at;
    return at;
  };
  const char* end = skip_digits(begin);
  std::size_t digits = static_cast<std::size_t>(end - begin);
  if (end != last && *end == '.') {
    const char* const fraction = end + 1;
    end = skip_digits(fraction);
    digits += static_cast<std::size_t>(end - fraction);
  }
  if (digits == 0) return first;
  if (end == last || (*end | 0x20) != 'e') return end;
  const char* exponent = end + 1;
  if (exponent != last && (*exponent == '-' || *exponent == '+')) ++exponent;
  const char* const stop = skip_digits(exponent);
  return stop == exponent ? end : stop;
}

/// Parses the longest decimal number at `first` by strtof or strtod, as std::from_chars does: with a point in every
/// locale, without a leading `+` or blanks, and without a value if it is too large. A number that rounds to 0 is 0.
/// Cost: copies the number to a string.
template <class T> std::from_chars_result parse_by_c_library(const char* first, const char* last, T& value) {
  const char* const end = _detail::end_of_number(first, last);
  if (end == first) return {first, std::errc::invalid_argument};
  std::string text(first, end);
  if (const std::size_t point = text.find('.'); point != text.npos)
    text.replace(point, 1, std::localeconv()->decimal_point);
  T parsed;
  if constexpr (sizeof(T) == sizeof(float)) parsed = std::strtof(text.c_str(), nullptr);
  else parsed = std::strtod(text.c_str(), nullptr);
  if (std::isinf(parsed) && is_digit(end[-1])) return {end, std::errc::result_out_of_range};
  value = parsed;
  return {end, std::errc{}};
}

/// Parses the longest decimal number at `first` as std::from_chars does, by it where the standard library has it.
template <class T> std::from_chars_result parse_number(const char* first, const char* last, T& value) {
  if constexpr (requires { std::from_chars(first, last, value); }) return std::from_chars(first, last, value);
  else return _detail::parse_by_c_library(first, last, value);
}

}  // namespace sinew::_detail
