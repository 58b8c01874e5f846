#pragma once
/// \file
/// LastStep: the last step of a window.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/mistake/steps.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/layer/pass.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

/// Of `steps` runs of values, the last one.
template <class In, class Out> struct last_step {
  using input = In;
  using output = Out;
  static constexpr std::size_t parameters = 0, multiply_adds = 0, before = In::size - Out::size;
  static constexpr bool writes_unwanted_dx = false, samplewise = true;

  static auto onnx(auto& graph, auto x) {
    return graph.reshape(graph.slice(x, 1, -1, (std::numeric_limits<std::int64_t>::max)()), output{});
  }
  static constexpr void forward(ForwardPass auto pass) noexcept {
    using T = typename decltype(pass)::scalar;
    for (std::size_t s = 0; s < decltype(pass)::batch; ++s)
      copy(pass.x.data + s * In::size + before, static_cast<T*>(pass.y.data + s * Out::size));
  }
  static constexpr void backward(BackwardPass auto pass) noexcept {
    using T = typename decltype(pass)::scalar;
    if constexpr (decltype(pass)::wants_dx)
      for (std::size_t s = 0; s < decltype(pass)::batch; ++s) {
        T* const dx = pass.dx.data + s * In::size;
        for (std::size_t i = 0; i < before; ++i) dx[i] = T(0);
        copy(pass.dy.data + s * Out::size, dx + before);
      }
  }

 private:
  template <class T> static constexpr void copy(const T* from, T* to) noexcept {
    simd::cover<T, Out::size>([=]<class V>(std::size_t i) { simd::store<V>(to + i, simd::load<V>(from + i)); });
  }
};

template <class Layer, class In> struct bind_last_step {
  using type = refuse<mistake::not_a_window, Layer, given<In>>;
};
template <class Layer, std::size_t Steps, std::size_t First, std::size_t... D>
struct bind_last_step<Layer, shape<Steps, First, D...>> {
  using type = last_step<shape<Steps, First, D...>, shape<First, D...>>;
};

}  // namespace _detail

/// y = x[Steps − 1]: of a window, what its last step gives, such as a recurrent layer's answer to all of them.
/// Shapes: x (Batch, Steps, D...), y (Batch, D...).
/// Backward: dx is dy in the last step and 0 in the others.
/// Cost: a copy.
/// Misuse: a vector, which has no steps → mistake::not_a_window.
/// PyTorch: x[:, -1].
struct LastStep {
  template <class In> using on = typename _detail::bind_last_step<LastStep, In>::type;
};

}  // namespace sinew
