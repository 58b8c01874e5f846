#pragma once
/// \file
/// LeakyReLU: a rectifier that lets a little of the negative side through, so that no unit dies.
/// Source: Maas, Hannun, Ng, "Rectifier nonlinearities improve neural network acoustic models", ICML workshop (2013).

#include <ratio>

#include <sinew/simd/pack.hpp>
#include <sinew/initializer/he.hpp>

namespace sinew {

/// y = z for z > 0, else a·z;  ∂y/∂z = 1 or a.  a is a positive std::ratio (floating-point template arguments need clang 18).
template <class Slope> struct LeakyReLUWith {
  static_assert(Slope::num > 0, "LeakyReLUWith<std::ratio<num, den>> needs a positive slope: use ReLU for 0");
  using initializer = HeNormal;
  static constexpr bool non_decreasing = true;
  template <class T> static constexpr T slope = static_cast<T>(Slope::num) / static_cast<T>(Slope::den);
  template <class V> static constexpr V value(const V& z) noexcept { return select(z > V{}, z, z * broadcast<V>(slope<scalar_of<V>>)); }
  template <class V> static constexpr V derivative_at_output(const V& y) noexcept {
    using T = scalar_of<V>;
    return select(y > V{}, broadcast<V>(T(1)), broadcast<V>(slope<T>));
  }
};
/// The usual slope of 0.01.
struct LeakyReLU : LeakyReLUWith<std::ratio<1, 100>> {};

}  // namespace sinew
