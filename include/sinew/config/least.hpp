#pragma once
/// \file
/// least, greatest: std::min and std::max by value, without <algorithm>, which costs a tenth of the compile time of the whole library.

#include <initializer_list>
#include <type_traits>

namespace sinew {

template <class T> constexpr T least(T a, std::type_identity_t<T> b) noexcept { return b < a ? b : a; }
template <class T> constexpr T greatest(T a, std::type_identity_t<T> b) noexcept { return a < b ? b : a; }
/// Of one value or more.
template <class T> constexpr T greatest(std::initializer_list<T> values) noexcept {
  T found = *values.begin();
  for (const T value : values) found = greatest(found, value);
  return found;
}

}  // namespace sinew
