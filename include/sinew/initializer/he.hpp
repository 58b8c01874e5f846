#pragma once
/// \file
/// He (Kaiming) initialization: keeps the variance of values through layers whose activation is 0 for half of its
/// inputs.
/// Source: He, Zhang, Ren, Sun, "Delving deep into rectifiers", ICCV (2015), eq. 10; fan_in mode, gain √2.

#include <cstddef>
#include <span>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/initializer/concept.hpp>

namespace SINEW_NAMESPACE {

/// Normal with standard deviation √(2 / fan_in). The default of ReLU and its relatives.
/// PyTorch: kaiming_normal_.
struct HeNormal {
  template <class T>
  static constexpr void fill(std::span<T> weights, std::size_t fan_in, std::size_t, Engine& engine) noexcept {
    _detail::fill_normal(weights, math::sqrt(2.0 / static_cast<double>(fan_in)), engine);
  }
};
/// Uniform in ±√(6 / fan_in).
/// PyTorch: kaiming_uniform_.
struct HeUniform {
  template <class T>
  static constexpr void fill(std::span<T> weights, std::size_t fan_in, std::size_t, Engine& engine) noexcept {
    _detail::fill_uniform(weights, math::sqrt(6.0 / static_cast<double>(fan_in)), engine);
  }
};

}  // namespace sinew
