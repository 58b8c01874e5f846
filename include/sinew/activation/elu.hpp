#pragma once
/// \file
/// ELU: exponential linear unit.  Source: Clevert, Unterthiner, Hochreiter, "Fast and accurate deep network learning by ELUs", ICLR (2016).

#include <ratio>

#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/initializer/he.hpp>

namespace sinew {

/// y = z for z > 0, else α·(e^z − 1);  ∂y/∂z = 1 or y + α.  α is a positive std::ratio.
template <class Alpha> struct ELUWith {
  template <class T> static constexpr bool transcendental = true;
  static_assert(Alpha::num > 0, "ELUWith<std::ratio<num, den>> needs a positive alpha");
  using initializer = HeNormal;
  template <class T> static constexpr T alpha = static_cast<T>(Alpha::num) / static_cast<T>(Alpha::den);
  template <class V> static constexpr V value(const V& z) noexcept {
    return select(z > V{}, z, broadcast<V>(alpha<scalar_of<V>>) * math::expm1(math::min(z, V{})));
  }
  template <class V> static constexpr V derivative_at_output(const V& y) noexcept {
    using T = scalar_of<V>;
    return select(y > V{}, broadcast<V>(T(1)), y + broadcast<V>(alpha<T>));
  }
};
/// The usual α of 1.
struct ELU : ELUWith<std::ratio<1>> {};

}  // namespace sinew
