#pragma once
/// \file
/// HardSwish: a SiLU of two straight pieces and a parabola, for targets where e^x is too expensive.

#include <sinew/config/namespace.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/initializer/he.hpp>

namespace SINEW_NAMESPACE {

/// A piecewise quadratic approximation of SiLU.
/// y = z·min(max(z + 3, 0), 6) / 6;  ∂y/∂z = 0 for z < −3, 1 for z > 3, else z/3 + 1/2. Keeps z.
/// PyTorch: Hardswish.
/// Source: Howard et al., "Searching for MobileNetV3", ICCV (2019).
struct HardSwish {
  using initializer = HeNormal;
  template <class V> static constexpr V value(const V& z) noexcept {
    using T = simd::scalar_of<V>;
    const V three = simd::broadcast<V>(T(3));
    const V within = (math::min)((math::max)(z + three, V{}), simd::broadcast<V>(T(6))) / simd::broadcast<V>(T(6));
    return simd::select(z < -three, V{}, z * within);  // −∞·0 would be NaN
  }
  template <class V> static constexpr V derivative(const V& z) noexcept {
    using T = simd::scalar_of<V>;
    const V three = simd::broadcast<V>(T(3));
    return simd::select(z < -three, V{},
                        simd::select(z > three, simd::broadcast<V>(T(1)), z / three + simd::broadcast<V>(T(0.5))));
  }
};

}  // namespace sinew
