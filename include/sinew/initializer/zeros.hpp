#pragma once
/// \file
/// All weights 0: for output layers that shall begin undecided, and for the perceptron rule. Hidden layers learn
/// nothing from it (all their units stay alike).

#include <cstddef>
#include <span>

#include <sinew/config/namespace.hpp>
#include <sinew/random/engine.hpp>

namespace SINEW_NAMESPACE {

struct Zeros {
  template <class T> static constexpr void fill(std::span<T> weights, std::size_t, std::size_t, Engine&) noexcept {
    for (T& w : weights) w = T(0);
  }
};

}  // namespace sinew
