#pragma once
/// \file
/// Xavier (Glorot) initialization: keeps the variance of values and gradients through layers whose activation is
/// nearly linear at 0.
/// Source: Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS
/// (2010), eq. 12 and 16.

#include <cstddef>
#include <span>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/initializer/concept.hpp>

namespace SINEW_NAMESPACE {

/// Uniform in ±√(6 / (fan_in + fan_out)). The default of Tanh, Sigmoid, Softmax and Identity.
/// PyTorch: xavier_uniform_.
struct XavierUniform {
  template <class T>
  static constexpr void fill(std::span<T> weights, std::size_t fan_in, std::size_t fan_out, Engine& engine) noexcept {
    _detail::fill_uniform(weights, math::sqrt(6.0 / static_cast<double>(fan_in + fan_out)), engine);
  }
};
/// Normal with standard deviation √(2 / (fan_in + fan_out)).
/// PyTorch: xavier_normal_.
struct XavierNormal {
  template <class T>
  static constexpr void fill(std::span<T> weights, std::size_t fan_in, std::size_t fan_out, Engine& engine) noexcept {
    _detail::fill_normal(weights, math::sqrt(2.0 / static_cast<double>(fan_in + fan_out)), engine);
  }
};

}  // namespace sinew
