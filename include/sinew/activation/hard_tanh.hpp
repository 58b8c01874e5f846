#pragma once
/// \file
/// HardTanh and ReLU6: the identity within bounds.

#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/ratio.hpp>
#include <sinew/mistake/image.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/initializer/he.hpp>

namespace SINEW_NAMESPACE {

/// The identity between two bounds, the Ratios Min < Max.
/// y = min(max(z, Min), Max);  ∂y/∂z = 1 for Min < z < Max, else 0.
/// Misuse: a Max that is not a Ratio above Min → mistake::out_of_range.
/// PyTorch: Hardtanh(min_val, max_val). ONNX: Clip.
template <class Min, class Max> struct HardTanhWith {
  static constexpr bool non_decreasing = true;
  using fault = std::conditional_t<(_detail::number_of<Max>() > _detail::number_of<Min>()), mistake::nothing,
                                   mistake::refuse<mistake::out_of_range, HardTanhWith, mistake::more_than<Min>>>;
  /// The least output.
  template <class T> static constexpr T lower = _detail::ratio_value<T, Min>;
  /// The largest output.
  template <class T> static constexpr T upper = _detail::ratio_value<T, Max>;
  template <class V> static constexpr V value(const V& z) noexcept {
    using T = simd::scalar_of<V>;
    return (math::min)((math::max)(z, simd::broadcast<V>(lower<T>)), simd::broadcast<V>(upper<T>));
  }
  template <class V> static constexpr V derivative_at_output(const V& y) noexcept {
    using T = simd::scalar_of<V>;
    return simd::select(y > simd::broadcast<V>(lower<T>),
                        simd::select(y < simd::broadcast<V>(upper<T>), simd::broadcast<V>(T(1)), V{}), V{});
  }
};
/// HardTanhWith the usual bounds −1 and 1: a tanh of three straight pieces.
/// Source: Collobert, "Large scale machine learning", thesis, Université Paris 6 (2004).
struct HardTanh : HardTanhWith<Ratio<-1, 1>, Ratio<1, 1>> {
  static constexpr double decision = 0;
  static constexpr double class_0 = -1;  ///< target of class 0 for a single output; that of class 1 is 1
};
/// A rectifier that is bounded by 6, so that small integers hold its outputs.
/// y = min(max(z, 0), 6).
/// PyTorch: ReLU6.
/// Source: Krizhevsky, "Convolutional deep belief networks on CIFAR-10" (2010).
struct ReLU6 : HardTanhWith<Ratio<0, 1>, Ratio<6, 1>> {
  using initializer = HeNormal;
};

}  // namespace sinew
