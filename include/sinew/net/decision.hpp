#pragma once
/// \file
/// predicted_class: from outputs to a class.

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/mistake.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The class that N outputs stand for: the first largest; with one output 0 or 1, by the threshold of its activation:
/// `Activation::decision`, 0.5 for Sigmoid, HardSigmoid and Step, 0 for Tanh and Identity (a logit).
template <class Activation, std::size_t N, class T> constexpr std::size_t predicted_class(const T* y) noexcept {
  if constexpr (N > 1) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < N; ++i)
      if (y[i] > y[best]) best = i;
    return best;
  } else if constexpr (requires { Activation::decision; }) {
    // Step decides at z = 0 already: its output is 0 or 1, and 0.5 lies between.
    return Activation::decision == 0 ? y[0] > T(0) : y[0] >= static_cast<T>(Activation::decision);
  } else {
    mistake::output_without_decision<Activation>{};
    return 0;
  }
}

}  // namespace sinew::_detail
