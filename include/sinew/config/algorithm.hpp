#pragma once
/// \file
/// std::min and std::max by value, and reductions over lists of values. <algorithm> would cost a tenth of the compile
/// time of the whole library. The reductions take initializer lists because clang accepts no fold expression over more
/// than 256 operands.

#include <array>
#include <cstddef>
#include <initializer_list>
#include <type_traits>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE::_detail {

template <class T> constexpr T min_of(T a, std::type_identity_t<T> b) noexcept { return b < a ? b : a; }
template <class T> constexpr T max_of(T a, std::type_identity_t<T> b) noexcept { return a < b ? b : a; }
/// The largest of at least one value.
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
/// Prefix sums: entry i is the sum of the first i values.
template <std::size_t N>
constexpr std::array<std::size_t, N + 1> running_total(const std::array<std::size_t, N>& values) noexcept {
  std::array<std::size_t, N + 1> sums{};
  for (std::size_t i = 0; i < N; ++i) sums[i + 1] = sums[i] + values[i];
  return sums;
}

/// The index of the first true value, or the number of values if there is none.
constexpr std::size_t first_true(std::initializer_list<bool> values) noexcept {
  std::size_t i = 0;
  while (i < values.size() && !values.begin()[i]) ++i;
  return i;
}
/// The index of the last true value, or the number of values if there is none.
constexpr std::size_t last_true(std::initializer_list<bool> values) noexcept {
  for (std::size_t i = values.size(); i-- > 0;)
    if (values.begin()[i]) return i;
  return values.size();
}
/// The index of the first value equal to an earlier one, or the number of values if there is none. Negative values are
/// not compared.
constexpr std::size_t first_repeated(std::initializer_list<int> values) noexcept {
  for (std::size_t i = 0; i < values.size(); ++i)
    for (std::size_t k = 0; k < i; ++k)
      if (values.begin()[i] >= 0 && values.begin()[i] == values.begin()[k]) return i;
  return values.size();
}

}  // namespace sinew::_detail
