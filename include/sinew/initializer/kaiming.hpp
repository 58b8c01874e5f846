#pragma once
/// \file
/// Kaiming (He) initialization with the gain of an activation, by the inputs or the outputs of a unit.

#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/ratio.hpp>
#include <sinew/mistake/layer.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/initializer/concept.hpp>
#include <sinew/initializer/gain.hpp>

namespace SINEW_NAMESPACE {

/// Keeps the variance of values in the forward pass: a scheme of Kaiming divides by fan_in.
struct FanIn {};
/// Keeps the variance of gradients in the backward pass: a scheme of Kaiming divides by fan_out.
struct FanOut {};

namespace _detail {
template <class Written, class Gained, class Mode> struct kaiming {
  static constexpr bool is_mode = std::is_same_v<Mode, FanIn> || std::is_same_v<Mode, FanOut>;
  using fault = std::conditional_t<
      !HasGain<Gained>, mistake::refuse<mistake::activation_without_gain, Written, Gained>,
      std::conditional_t<!is_mode, mistake::refuse<mistake::not_an_initializer, Mode>, mistake::nothing>>;

 protected:
  /// gain / √fan.
  static constexpr double deviation(std::size_t fan_in, std::size_t fan_out) noexcept {
    if constexpr (HasGain<Gained>)
      return gain_of<Gained> / math::sqrt(static_cast<double>(std::is_same_v<Mode, FanOut> ? fan_out : fan_in));
    else return 1;
  }
};
}  // namespace _detail

/// Normal with standard deviation gain / √fan. HeNormal is that of ReLU by fan_in.
/// Gained: an activation with a gain (gain_of), or Gain<Ratio<…>>; Mode: FanIn or FanOut.
/// Example: Dense<32, 32, LeakyReLUWith<Ratio<1, 5>>, KaimingNormal<LeakyReLUWith<Ratio<1, 5>>, FanOut>>.
/// Misuse: an activation without a gain → mistake::activation_without_gain.
/// PyTorch: kaiming_normal_(a, mode, nonlinearity). Source: He et al. (2015), as in he.hpp, eq. 10, 14 and 15.
template <class Gained, class Mode = FanIn> struct KaimingNormal
    : _detail::kaiming<KaimingNormal<Gained, Mode>, Gained, Mode> {
  template <class T>
  static constexpr void fill(std::span<T> weights, std::size_t fan_in, std::size_t fan_out, Engine& engine) noexcept {
    _detail::fill_normal(weights, KaimingNormal::deviation(fan_in, fan_out), engine);
  }
};
/// Uniform in ±gain·√(3 / fan).
/// PyTorch: kaiming_uniform_(a, mode, nonlinearity). See KaimingNormal.
template <class Gained, class Mode = FanIn> struct KaimingUniform
    : _detail::kaiming<KaimingUniform<Gained, Mode>, Gained, Mode> {
  template <class T>
  static constexpr void fill(std::span<T> weights, std::size_t fan_in, std::size_t fan_out, Engine& engine) noexcept {
    _detail::fill_uniform(weights, math::sqrt(3.0) * KaimingUniform::deviation(fan_in, fan_out), engine);
  }
};

}  // namespace sinew
