#pragma once
/// \file
/// Comparisons of floating-point values for equality that are meant to be exact. A program's -Wfloat-equal asks for
/// those that are not; here it is silent, and nowhere else.

#include <type_traits>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE::_detail {

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wfloat-equal"
/// a == b, lane by lane for packs.
template <class V> [[gnu::always_inline]] constexpr auto equals(const V& a, const std::type_identity_t<V>& b) noexcept {
  return a == b;
}
/// Whether v is NaN, lane by lane for packs.
template <class V> [[gnu::always_inline]] constexpr auto is_nan(const V& v) noexcept { return v != v; }
#pragma GCC diagnostic pop

}  // namespace sinew::_detail
