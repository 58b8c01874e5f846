#pragma once
/// \file
/// tanh(x), sigmoid(x) = 1/(1 + e^−x) and softplus(x) = ln(1 + e^x), each from e^−|x|, which cannot overflow; tanh of floats from one
/// quotient of polynomials.

#include <type_traits>

#include <sinew/simd/bits.hpp>
#include <sinew/simd/exp.hpp>
#include <sinew/simd/log.hpp>
#include <sinew/simd/pack.hpp>

namespace sinew::math {

/// float: x·P(x²)/Q(x²), of degrees 4 and 4 (tests/reference/minimax.py); fifteen operations, which is what a layer of tanh costs.
/// double: −m/(m + 2), m = e^−2|x| − 1 = 2^k·(e^r − 1) + (2^k − 1): no cancellation, and no second formula near 0.
/// One part of ln2 is enough for r: from |k| = 3 on, where its product rounds, m is nearly −1.
/// Odd to the bit, never beyond ±1, ±1 exactly from about 9 (float) and 19 (double) on; ±0 and NaN stay.
/// Largest error: 5.8 ULP in float, 2.7 in double.
template <class V> [[gnu::always_inline]] constexpr V tanh(const V& x) noexcept {
  if constexpr (detail::refits<V>)
    if (detail::is_wide<V> || !std::is_constant_evaluated()) return detail::refit(x, [](const auto& v) { return math::tanh(v); });
  using namespace detail;
  using T = scalar_of<V>;
  if constexpr (std::is_same_v<T, float>) {
    if constexpr (std::is_same_v<V, T>)   // a constant expression may not overflow
      if (std::is_constant_evaluated() && (x > 9 || x < -9)) return x > 0 ? 1.f : -1.f;
    V u = x * x;
    if (!std::is_constant_evaluated()) u = math::min(u, broadcast<V>(81.f));
    // Horner's rule, written out: to a constant expression a call costs more than a product.
    const V p = (((0x1.cb2694p-27f * u + 0x1.59dd32p-16f) * u + 0x1.ca38bap-9f) * u + 0x1.120cb8p-3f) * u + 1.f;
    const V q = (((0x1.a1af3cp-21f * u + 0x1.589620p-12f) * u + 0x1.a7fdc0p-6f) * u + 0x1.de5ba6p-2f) * u + 1.f;
    const V y = x * p / q;
    if constexpr (std::is_same_v<V, T>)
      if (std::is_constant_evaluated()) return y > 1 ? 1.f : y < -1 ? -1.f : y;
    return math::max(math::min(y, broadcast<V>(1.f)), broadcast<V>(-1.f));
  } else {
    const V a = math::min(math::abs(x), broadcast<V>(T(20)));
    const V shifted = a * T(-2 * 0x1.71547652b82fep+0) + ieee<T>::magic;   // −2·log2(e)
    const V r = -(a + a) - (shifted - ieee<T>::magic) * T(0x1.62e42fefa39efp-1);   // a sum: the product to fuse is the other one
    const V scale = power_of_2(shifted);
    const V m = scale * exp_poly(r) + (scale - T(1));
    return with_sign(V((V{} - m) / (m + T(2))), x);   // not −m, which would make −0 of 0
  }
}

/// 1/(1 + e^−x), computed as e/(1 + e) with e = e^x for x < 0. Exactly 0 and 1 far out; NaN stays.
/// Largest error: 2.5 ULP (float and double).
template <class V> [[gnu::always_inline]] constexpr V sigmoid(const V& x) noexcept {
  if constexpr (detail::refits<V>)
    if (detail::is_wide<V> || !std::is_constant_evaluated()) return detail::refit(x, [](const auto& v) { return math::sigmoid(v); });
  using T = scalar_of<V>;
  if constexpr (lanes_of<V> == 1)
    if (std::is_constant_evaluated()) {   // the same with branches, which are cheaper there than calls
      const T e = detail::exp_nonpositive_by_2_64(x < 0 ? x : -x) * T(0x1p-64);
      return (x < 0 ? e : T(1)) / (e + T(1));
    }
  const V e = detail::exp_nonpositive_by_2_64(V(-math::abs(x)));
  return select(x < T(0), V(e * T(0x1p-64)), broadcast<V>(T(1))) / (e * T(0x1p-64) + T(1));
}

/// ln(1 + e^x) = max(x, 0) + log1p(e^−|x|). Its derivative is sigmoid. NaN stays.
/// (PyTorch returns x itself above 20, which differs by less than 2.1e-9.)
/// Largest error: 1.7 ULP in float, 1.8 in double.
template <class V> [[gnu::always_inline]] constexpr V softplus(const V& x) noexcept {
  if constexpr (detail::refits<V>)
    if (detail::is_wide<V> || !std::is_constant_evaluated()) return detail::refit(x, [](const auto& v) { return math::softplus(v); });
  return math::max(x, V{}) + detail::log1p_inside(detail::exp_nonpositive(V(-math::abs(x))));
}

}  // namespace sinew::math
