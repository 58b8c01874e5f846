#pragma once
/// \file
/// Schemes that also set biases: PyTorch's default, and any two schemes as one.

#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/nothing.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/initializer/concept.hpp>
#include <sinew/initializer/fault.hpp>

namespace SINEW_NAMESPACE {

/// Weights and biases uniform in ±1 / √fan_in, as Linear, Conv1d, Conv2d and ConvTranspose2d begin in PyTorch
/// (kaiming_uniform_ with a = √5).
/// As the scheme of a net, initialize(net, 1, PyTorchDefault{}), it gives every layer the distribution that it has in
/// PyTorch: the layers that are not mentioned here begin by themselves as there.
/// PyTorch: Linear.reset_parameters, _ConvNd.reset_parameters.
struct PyTorchDefault {
  static constexpr bool by_extents = true, keeps_pytorchs = true;
  template <class T>
  static constexpr void fill(std::span<T> weights, std::size_t inputs, std::size_t, Engine& engine) noexcept {
    _detail::fill_uniform(weights, 1 / math::sqrt(static_cast<double>(inputs)), engine);
  }
  template <class T>
  static constexpr void fill_bias(std::span<T> biases, std::size_t inputs, std::size_t, Engine& engine) noexcept {
    _detail::fill_uniform(biases, 1 / math::sqrt(static_cast<double>(inputs)), engine);
  }
};

/// Weights by one initializer, biases by another: WithBias<HeNormal, Constant<Ratio<1, 100>>>.
/// Both are given the same fans.
template <class Weights, class Biases> struct WithBias {
  using fault = std::conditional_t<!std::is_same_v<_detail::initializer_fault<Weights>, mistake::nothing>,
                                   _detail::initializer_fault<Weights>, _detail::initializer_fault<Biases>>;
  static constexpr bool by_extents = requires { requires Weights::by_extents; };
  static constexpr bool keeps_pytorchs = _detail::keeps_pytorchs<Weights>;
  template <class T>
  static constexpr void fill(std::span<T> weights, std::size_t in, std::size_t out, Engine& engine) noexcept {
    Weights::fill(weights, in, out, engine);
  }
  template <class T>
  static constexpr void fill_bias(std::span<T> biases, std::size_t in, std::size_t out, Engine& engine) noexcept {
    Biases::fill(biases, in, out, engine);
  }
};

}  // namespace sinew
