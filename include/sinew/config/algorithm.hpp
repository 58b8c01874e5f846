#pragma once
/// \file
/// least, greatest: std::min and std::max by value, without <algorithm>, which costs a tenth of the compile time of the
/// whole library.
/// And what is asked of all layers of a net: as lists, for clang takes no fold expression over more than 256 of them.

#include <cstddef>
#include <initializer_list>
#include <type_traits>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE::_detail {

template <class T> constexpr T min_of(T a, std::type_identity_t<T> b) noexcept { return b < a ? b : a; }
template <class T> constexpr T max_of(T a, std::type_identity_t<T> b) noexcept { return a < b ? b : a; }
/// Of one value or more.
template <class T> constexpr T max_of(std::initializer_list<T> values) noexcept {
  T found = *values.begin();
  for (const T value : values) found = max_of(found, value);
  return found;
}

constexpr std::size_t total_of(std::initializer_list<std::size_t> values) noexcept {
  std::size_t sum = 0;
  for (const std::size_t value : values) sum += value;
  return sum;
}
/// The index of the first (last) true value, or how many there are.
constexpr std::size_t first_true(std::initializer_list<bool> values) noexcept {
  std::size_t i = 0;
  while (i < values.size() && !values.begin()[i]) ++i;
  return i;
}
constexpr std::size_t last_true(std::initializer_list<bool> values) noexcept {
  for (std::size_t i = values.size(); i-- > 0;)
    if (values.begin()[i]) return i;
  return values.size();
}
/// The index of the first value that an earlier one equals, or how many there are; values below 0 are not compared.
constexpr std::size_t first_repeated(std::initializer_list<int> values) noexcept {
  for (std::size_t i = 0; i < values.size(); ++i)
    for (std::size_t k = 0; k < i; ++k)
      if (values.begin()[i] >= 0 && values.begin()[i] == values.begin()[k]) return i;
  return values.size();
}

}  // namespace sinew::_detail
