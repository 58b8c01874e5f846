#pragma once
/// \file
/// LeCun initialization: gives a linear unit an output of variance 1.
/// Source: LeCun, Bottou, Orr, Müller, "Efficient BackProp", in Neural Networks: Tricks of the Trade (1998), section
/// 4.6.

#include <cstddef>
#include <span>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/initializer/concept.hpp>

namespace SINEW_NAMESPACE {

/// Normal with standard deviation √(1 / fan_in).
struct LeCunNormal {
  template <class T>
  static constexpr void fill(std::span<T> weights, std::size_t fan_in, std::size_t, Engine& engine) noexcept {
    _detail::fill_normal(weights, math::sqrt(1.0 / static_cast<double>(fan_in)), engine);
  }
};

}  // namespace sinew
