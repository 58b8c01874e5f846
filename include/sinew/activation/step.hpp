#pragma once
/// \file
/// Step: the threshold of the perceptron.  Source: Rosenblatt, Psychological Review 65 (1958).

#include <sinew/config/namespace.hpp>
#include <sinew/shape/mistake.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/initializer/zeros.hpp>
#include <sinew/activation/sigmoid.hpp>

namespace SINEW_NAMESPACE {


/// y = 1 for z ≥ 0, else 0 (NaN: 0).
/// Its derivative is 0 wherever there is one, so gradients cannot train it: doing so is mistake::no_gradient. Use
/// fit_perceptron() for a single layer, or Sigmoid.
struct Step {
  using no_gradient =
      mistake::refuse<mistake::no_gradient, Step, mistake::instead<mistake::fit_perceptron_for_one_layer, Sigmoid>>;
  using initializer = Zeros;
  static constexpr double decision = 0.5;
  template <class V> static constexpr V value(const V& z) noexcept {
    return simd::select(z >= V{}, simd::broadcast<V>(simd::scalar_of<V>(1)), V{});
  }
  template <class V> static constexpr V derivative_at_output(const V&) noexcept { return V{}; }
};

}  // namespace sinew
