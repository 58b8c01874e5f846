#pragma once
/// \file
/// predicted_class: turns outputs into a class.

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/mistake/heads.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The class that N outputs stand for: the index of the largest, the first one of equals. A single output gives 0 or 1
/// by the threshold of its activation, `Activation::decision`: 0.5 for Sigmoid, HardSigmoid and Step, 0 for Tanh and
/// Identity (a logit). An output equal to a threshold of 0.5 gives 1; one equal to a threshold of 0 gives 0.
template <class Activation, std::size_t N, class T> constexpr std::size_t predicted_class(const T* y) noexcept {
  if constexpr (requires { Activation::of_heads; }) {
    decltype(mistake::tell(
        mistake::of<mistake::function_of_one_output<mistake::function::predict, mistake::given<Activation>,
                                                    mistake::instead<mistake::predict_of_a_head>>>)){};
    return 0;
  } else if constexpr (N > 1) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < N; ++i)
      if (y[i] > y[best]) best = i;
    return best;
  } else if constexpr (requires { Activation::decision; }) {
    // Step's output is 0 or 1, so 0.5 separates its two values.
    return _detail::equals(Activation::decision, 0) ? y[0] > T(0) : y[0] >= static_cast<T>(Activation::decision);
  } else {
    decltype(mistake::tell(mistake::of<mistake::output_without_decision<Activation>>)){};
    return 0;
  }
}

/// The activation of head J, where A is that of the net; that of a net with one output.
template <std::size_t J, class A> struct activation_of_head { using type = A; };
template <std::size_t J, class A>
requires requires { A::of_heads; }
struct activation_of_head<J, A> {
  using type = typename A::template at<J>;
};
template <std::size_t J, class A> using head_activation = typename activation_of_head<J, A>::type;

}  // namespace sinew::_detail
