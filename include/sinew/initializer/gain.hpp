#pragma once
/// \file
/// gain_of<A>: the factor by which weights before an activation are larger than those before none.

#include <sinew/config/namespace.hpp>
#include <sinew/shape/ratio.hpp>
#include <sinew/simd/math.hpp>

namespace SINEW_NAMESPACE {

/// A gain as an argument of an initializer: Orthogonal<Gain<Ratio<1, 2>>>. The number is positive.
template <class Number> struct Gain {
  static constexpr double gain = _detail::number_of<Number>();  ///< the number
};

/// The gain of an activation, its member `gain`, or of a Gain.
/// Identity and Sigmoid 1, Tanh 5/3, ReLU √2, LeakyReLU and LeakyReLUWith √(2 / (1 + slope²)), SELU 3/4. Others have
/// none, as in PyTorch: give a Gain, or that of a relative, such as ReLU's for GELU.
/// PyTorch: torch.nn.init.calculate_gain.
template <class A>
requires requires { static_cast<double>(A::gain); }
inline constexpr double gain_of = A::gain;

namespace _detail {
/// A type with a positive gain.
template <class A> concept HasGain = requires {
  requires A::gain >
  0;
};
}  // namespace _detail

}  // namespace sinew
