#pragma once
/// \file
/// ReverseSteps: the steps of a window from the last to the first.

#include <cstddef>
#include <cstdint>
#include <limits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/mistake/steps.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/layer/pass.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

/// `Steps` runs of values in the reverse order.
template <std::size_t Steps, class In> struct reverse_steps {
  using input = In;
  using output = In;
  static constexpr std::size_t parameters = 0, multiply_adds = 0, of_a_step = In::size / Steps;
  static constexpr bool writes_unwanted_dx = false, samplewise = true;

  static auto onnx(auto& graph, auto x) {
    constexpr std::int64_t first = (std::numeric_limits<std::int64_t>::min)();
    return graph.add("Slice",
                     {x, graph.integers({-1}), graph.integers({first}), graph.integers({1}), graph.integers({-1})});
  }
  static constexpr void forward(ForwardPass auto pass) noexcept {
    using T = typename decltype(pass)::scalar;
    reverse<decltype(pass)::batch>(pass.x.data, static_cast<T*>(pass.y.data));
  }
  static constexpr void backward(BackwardPass auto pass) noexcept {
    using T = typename decltype(pass)::scalar;
    if constexpr (decltype(pass)::wants_dx) reverse<decltype(pass)::batch>(pass.dy.data, static_cast<T*>(pass.dx.data));
  }

 private:
  template <std::size_t Samples, class T> static constexpr void reverse(const T* from, T* to) noexcept {
    for (std::size_t s = 0; s < Samples; ++s)
      for (std::size_t t = 0; t < Steps; ++t) {
        const T* const step = from + (s * Steps + t) * of_a_step;
        T* const there = to + (s * Steps + Steps - 1 - t) * of_a_step;
        simd::cover<T, of_a_step>([=]<class V>(std::size_t i) { simd::store<V>(there + i, simd::load<V>(step + i)); });
      }
  }
};

template <class Layer, class In> struct bind_reverse_steps {
  using type = refuse<mistake::not_a_window, Layer, given<In>>;
};
template <class Layer, std::size_t Steps, std::size_t First, std::size_t... D>
struct bind_reverse_steps<Layer, shape<Steps, First, D...>> {
  using type = reverse_steps<Steps, shape<Steps, First, D...>>;
};

}  // namespace _detail

/// y[t] = x[Steps − 1 − t]: a window from its last step to its first. A recurrent layer behind it goes backward:
///
///     Net<Input<50, 6>, ReverseSteps, Unroll<50, LSTM<6, 20>>, LastStep>   // what the LSTM makes of step 49, …, 0
///
/// A layer in both directions, whose outputs stand beside each other in each step, is `Bidirectional`.
/// Shapes: x and y (Batch, Steps, D...).
/// Backward: dx[t] = dy[Steps − 1 − t].
/// Cost: a copy.
/// Misuse: a vector, which has no steps → mistake::not_a_window.
/// PyTorch: torch.flip(x, [1]).
struct ReverseSteps {
  template <class In> using on = typename _detail::bind_reverse_steps<ReverseSteps, In>::type;
};

}  // namespace sinew
