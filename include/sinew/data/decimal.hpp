#pragma once
/// \file
/// parse_number: std::from_chars of floating-point numbers, also for standard libraries without it (libc++ before 20).

#include <array>
#include <bit>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <system_error>
#include <type_traits>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE::_detail {

/// A whole number of at most 4,096 bits; limbs of 32 bits, the lowest first.
class big_number {
 public:
  constexpr explicit big_number(std::uint32_t value) noexcept { multiply_add(1, value); }

  /// this = this·factor + addend
  constexpr void multiply_add(std::uint32_t factor, std::uint32_t addend) noexcept {
    std::uint64_t carry = addend;
    for (std::size_t i = 0; i < size_; ++i) {
      carry += std::uint64_t{limbs_[i]} * factor;
      limbs_[i] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    if (carry > 0) limbs_[size_++] = static_cast<std::uint32_t>(carry);
  }
  constexpr void multiply_by_power_of_10(int exponent) noexcept {
    for (; exponent >= 9; exponent -= 9) multiply_add(1000000000, 0);
    for (; exponent > 0; --exponent) multiply_add(10, 0);
  }
  constexpr void shift_left(int bits) noexcept {
    for (; bits >= 31; bits -= 31) multiply_add(std::uint32_t{1} << 31, 0);
    multiply_add(std::uint32_t{1} << bits, 0);
  }
  /// this −= other, which must not be larger
  constexpr void subtract(const big_number& other) noexcept {
    std::uint64_t borrow = 0;
    for (std::size_t i = 0; i < size_; ++i) {
      const std::uint64_t difference = std::uint64_t{limbs_[i]} - other.limbs_[i] - borrow;
      limbs_[i] = static_cast<std::uint32_t>(difference);
      borrow = difference >> 63;
    }
    while (size_ > 0 && limbs_[size_ - 1] == 0) --size_;
  }
  /// Less than 0 if this < other, 0 if they are equal, greater than 0 if this > other.
  constexpr int compare(const big_number& other) const noexcept {
    if (size_ != other.size_) return size_ < other.size_ ? -1 : 1;
    for (std::size_t i = size_; i-- > 0;)
      if (limbs_[i] != other.limbs_[i]) return limbs_[i] < other.limbs_[i] ? -1 : 1;
    return 0;
  }
  constexpr int bit_width() const noexcept {
    return size_ == 0 ? 0 : static_cast<int>(32 * (size_ - 1)) + static_cast<int>(std::bit_width(limbs_[size_ - 1]));
  }

 private:
  std::array<std::uint32_t, 128> limbs_{};
  std::size_t size_ = 0;
};

/// The syntax of a decimal number: digits[.digits][e[±]digits] without its sign.
struct decimal_syntax {
  const char *begin, *end;    ///< of the digits and the point
  std::uint64_t leading = 0;  ///< the first 19 significant digits
  int digits = 0;             ///< how many digits are significant, that is, from the first that is not 0
  int exponent = 0;           ///< the value is all significant digits as a whole number, times 10^exponent
  const char* stop;           ///< behind the number; equal to `begin` if there is none

  constexpr decimal_syntax(const char* first, const char* last) noexcept : begin{first}, end{first}, stop{first} {
    constexpr int huge = 100'000'000;
    bool any = false, fraction = false;
    for (; end != last && (is_digit(*end) || (*end == '.' && !fraction)); ++end) {
      if (*end == '.') {
        fraction = true;
        continue;
      }
      any = true;
      if (digits > 0 || *end != '0') {
        if (digits < 19) leading = 10 * leading + value_of(*end);
        if (digits < huge) ++digits;
      }
      if (fraction && exponent > -huge) --exponent;
    }
    if (!any) return;
    stop = end;
    if (end == last || (*end != 'e' && *end != 'E')) return;
    const char* at = end + 1;
    const bool negative = at != last && *at == '-';
    if (at != last && (*at == '-' || *at == '+')) ++at;
    if (at == last || !is_digit(*at)) return;
    int power = 0;
    for (; at != last && is_digit(*at); ++at)
      if (power < huge) power = 10 * power + static_cast<int>(value_of(*at));
    exponent += negative ? -power : power;
    stop = at;
  }

  static constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
  static constexpr std::uint32_t value_of(char c) noexcept { return static_cast<std::uint32_t>(c - '0'); }
};

/// The bits of the T nearest to the number, ties to even; those of infinity if it is too large.
/// Source: W. D. Clinger, "How to read floating point numbers accurately", PLDI (1990): the quotient of two whole
/// numbers, bit by bit.
template <class T, class Bits> constexpr Bits nearest_bits(const decimal_syntax& number) noexcept {
  constexpr int precision = std::numeric_limits<T>::digits, smallest = std::numeric_limits<T>::min_exponent - 1;
  constexpr Bits infinity = Bits{2 * std::numeric_limits<T>::max_exponent - 1} << (precision - 1);
  // The number is 0.d₁d₂… × 10^point.
  const int point = number.digits + number.exponent;
  if (number.digits == 0 || point < -345) return 0;
  if (point > 310) return infinity;

  // A value midway between two doubles has at most 767 digits, so of the digits after these it only matters whether
  // one is not 0.
  constexpr int kept = 800;
  big_number n(0), m(1);
  int digits = 0, exponent = number.exponent;
  bool more = false;
  for (const char* at = number.begin; at != number.end; ++at) {
    if (*at == '.' || (digits == 0 && *at == '0')) continue;
    ++digits;
    if (digits <= kept) n.multiply_add(10, decimal_syntax::value_of(*at));
    else more = more || *at != '0';
  }
  if (digits > kept) {
    n.multiply_add(10, more);
    exponent += digits - kept - 1;
  }
  if (exponent >= 0) n.multiply_by_power_of_10(exponent);
  else m.multiply_by_power_of_10(-exponent);

  // Scaled by 2^−power, n/m is at least 1 and less than 2.
  int power = n.bit_width() - m.bit_width();
  if (power >= 0) m.shift_left(power);
  else n.shift_left(-power);
  if (n.compare(m) < 0) {
    n.shift_left(1);
    --power;
  }
  if (power >= std::numeric_limits<T>::max_exponent) return infinity;
  const int bits = power >= smallest ? precision : precision - (smallest - power);  // fewer of a subnormal number
  if (bits < 0) return 0;
  Bits quotient = 0;
  for (int i = 0; i < bits; ++i) {
    const bool one = n.compare(m) >= 0;
    quotient = static_cast<Bits>(2 * quotient + one);
    if (one) n.subtract(m);
    n.shift_left(1);
  }
  const int rest = n.compare(m);
  if (rest > 0 || (rest == 0 && quotient % 2 == 1)) ++quotient;
  // The highest bit of the quotient adds 1 to the field of the exponent, and so does a carry.
  const Bits result = power >= smallest
                          ? static_cast<Bits>((static_cast<Bits>(power - smallest) << (precision - 1)) + quotient)
                          : quotient;
  return result < infinity ? result : infinity;
}

/// Parses the longest decimal number at `first`, as std::from_chars does: a point whatever the locale, no leading `+`
/// or blanks, `inf` and `nan`, the nearest value, and no value if it is too large. A number that rounds to 0 is 0.
template <class T>
constexpr std::from_chars_result parse_decimal(const char* first, const char* last, T& value) noexcept {
  static_assert(std::numeric_limits<T>::is_iec559 && sizeof(T) <= 8);
  using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  const bool negative = first != last && *first == '-';
  const char* const begin = first + negative;
  const auto with_sign = [negative](T positive) noexcept { return negative ? -positive : positive; };
  const auto names = [begin, last](const char* word) noexcept {
    const char* at = begin;
    for (; *word != '\0'; ++word, ++at)
      if (at == last || (*at | 0x20) != *word) return begin;
    return at;
  };
  for (const char* const word : {"infinity", "inf", "nan"})
    if (const char* const end = names(word); end != begin) {
      value = with_sign(word[0] == 'i' ? std::numeric_limits<T>::infinity() : std::numeric_limits<T>::quiet_NaN());
      return {end, std::errc{}};
    }
  const decimal_syntax number(begin, last);
  if (number.stop == begin) return {first, std::errc::invalid_argument};

#if defined(__FLT_EVAL_METHOD__) && __FLT_EVAL_METHOD__ == 0
  // 15 digits and 10^22 are doubles without error, so one operation gives the nearest double. Its rounding to a float
  // gives the nearest float unless it lies midway between two.
  if (number.digits <= 15 && number.exponent >= -22 && number.exponent <= 22) {
    double power = 1;
    for (int i = number.exponent < 0 ? -number.exponent : number.exponent; i > 0; --i) power *= 10;
    double wide = static_cast<double>(number.leading);
    if (number.exponent < 0) wide /= power;
    else wide *= power;
    constexpr std::uint64_t half = std::uint64_t{1} << 28;
    if (sizeof(T) == 8 || (wide >= static_cast<double>((std::numeric_limits<T>::min)()) && wide < 1e38 &&
                           std::bit_cast<std::uint64_t>(wide) % (2 * half) != half)) {
      value = with_sign(static_cast<T>(wide));
      return {number.stop, std::errc{}};
    }
  }
#endif
  const T nearest = std::bit_cast<T>(_detail::nearest_bits<T, Bits>(number));
  if (nearest > (std::numeric_limits<T>::max)()) return {number.stop, std::errc::result_out_of_range};
  value = with_sign(nearest);
  return {number.stop, std::errc{}};
}

/// Parses the longest decimal number at `first` as std::from_chars does, by it where the standard library has it.
template <class T> std::from_chars_result parse_number(const char* first, const char* last, T& value) noexcept {
  if constexpr (requires { std::from_chars(first, last, value); }) return std::from_chars(first, last, value);
  else return _detail::parse_decimal(first, last, value);
}

}  // namespace sinew::_detail
