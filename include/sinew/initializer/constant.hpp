#pragma once
/// \file
/// Values that are not drawn: one for all weights, or those of an array.

#include <cstddef>
#include <span>

#include <sinew/config/namespace.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/shape/ratio.hpp>
#include <sinew/random/engine.hpp>

namespace SINEW_NAMESPACE {

/// Sets all weights to Value, a Ratio. Units with equal weights stay equal, so it is meant for biases:
/// WithBias<HeNormal, Constant<Ratio<1, 100>>>.
/// PyTorch: constant_(val), ones_.
template <class Value> struct Constant {
  template <class T> static constexpr void fill(std::span<T> weights, std::size_t, std::size_t, Engine&) noexcept {
    T* const w = weights.data();
    for (std::size_t i = 0; i < weights.size(); ++i) w[i] = _detail::ratio_value<T, Value>;
  }
};

/// Sets the weights to those of an array, a constant with static storage, in the layer's order: of Dense (in, out), of
/// convolutions (channel, row, column, out), the last index fastest.
/// To set the parameters of a net that exists, assign an array: net.parameters_of<J>() = values, which has the biases
/// too, or net.weight<J>(in, out) = value.
/// Example: static constexpr std::array<float, 12> edges{…}; Conv2D<2, 3, FromArray<edges>>.
/// Precondition: the array has as many values as the layer has weights.
template <const auto& Values> struct FromArray {
  template <class T> static constexpr void fill(std::span<T> weights, std::size_t, std::size_t, Engine&) noexcept {
    const std::span values(Values);
    _detail::precondition(values.size() == weights.size(),
                          "FromArray: found {} values, expected as many as the layer has weights: {}", values.size(),
                          weights.size());
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = static_cast<T>(values[i]);
  }
};

}  // namespace sinew
