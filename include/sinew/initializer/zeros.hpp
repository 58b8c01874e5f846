#pragma once
/// \file
/// Zeros: all weights 0.

#include <cstddef>
#include <span>

#include <sinew/config/namespace.hpp>
#include <sinew/random/engine.hpp>

namespace SINEW_NAMESPACE {

/// Sets all weights to 0, for output layers that should begin undecided and for the perceptron rule. Hidden layers
/// learn nothing from it, because all their units stay equal.
struct Zeros {
  template <class T> static constexpr void fill(std::span<T> weights, std::size_t, std::size_t, Engine&) noexcept {
    for (T& w : weights) w = T(0);
  }
};

}  // namespace sinew
