#pragma once
/// \file
/// tanh(x), sigmoid(x) = 1/(1 + e^−x) and softplus(x) = ln(1 + e^x), each from e^−|x|, which cannot overflow.

#include <type_traits>

#include <sinew/simd/bits.hpp>
#include <sinew/simd/exp.hpp>
#include <sinew/simd/log.hpp>
#include <sinew/simd/pack.hpp>

namespace sinew::math {

/// tanh x = 1 − 2e/(1 + e), e = e^−2x, for x ≥ 0.625; below that x + x³·P(x²) with a minimax P (tests/reference/minimax.py).
/// Odd to the bit, ±1 exactly from about 9 (float) and 19 (double) on; ±0 and NaN stay.
/// Largest error: 1.6 ULP (float and double).
template <class V> [[gnu::always_inline]] constexpr V tanh(const V& x) noexcept {
  if constexpr (detail::is_wide<V>) return detail::halved(x, [](const auto& half) { return math::tanh(half); });
  using namespace detail;
  using T = scalar_of<V>;
  constexpr T saturated = sizeof(T) == 4 ? T(10) : T(20);
  const V a = math::min(math::abs(x), broadcast<V>(saturated));
  const V z = a * a;
  V p;
  if constexpr (std::is_same_v<T, float>)
    p = horner(z, -0x1.750ce4p-8f, 0x1.51f8cep-6f, -0x1.b835a4p-5f, 0x1.1106f6p-3f, -0x1.555532p-2f);
  else
    p = horner(z, -0x1.0d98b4b4d99f7p-16, 0x1.4389c12325c67p-14, -0x1.df523c11a49cep-13, 0x1.3365ac4f715fdp-11,
               -0x1.7d689382fb919p-10, 0x1.d6cf268755d0dp-9, -0x1.226e161fceb1cp-7, 0x1.664f477a63ad5p-6,
               -0x1.ba1ba1b503b01p-5, 0x1.111111110ac94p-3, -0x1.55555555554ffp-2);
  const exp_parts<V> parts = exp_reduced(V(T(-2) * a));
  const V scale = power_of_2(parts.shifted);
  const V e = scale * parts.p + scale;
  const V y = select(a < T(0.625), V(a + (a * z) * p), V(T(1) - (e + e) / (e + T(1))));
  return with_sign(y, x);
}

/// 1/(1 + e^−x), computed as e/(1 + e) with e = e^x for x < 0. Exactly 0 and 1 far out; NaN stays.
/// Largest error: 2.5 ULP (float and double).
template <class V> [[gnu::always_inline]] constexpr V sigmoid(const V& x) noexcept {
  if constexpr (detail::is_wide<V>) return detail::halved(x, [](const auto& half) { return math::sigmoid(half); });
  using T = scalar_of<V>;
  const V e = detail::exp_nonpositive(V(-math::abs(x)));
  return select(x < T(0), e, broadcast<V>(T(1))) / (e + T(1));
}

/// ln(1 + e^x) = max(x, 0) + log1p(e^−|x|). Its derivative is sigmoid. NaN stays.
/// (PyTorch returns x itself above 20, which differs by less than 2.1e-9.)
/// Largest error: 1.8 ULP (float and double).
template <class V> [[gnu::always_inline]] constexpr V softplus(const V& x) noexcept {
  if constexpr (detail::is_wide<V>) return detail::halved(x, [](const auto& half) { return math::softplus(half); });
  return math::max(x, V{}) + detail::log1p_inside(detail::exp_nonpositive(V(-math::abs(x))));
}

}  // namespace sinew::math
