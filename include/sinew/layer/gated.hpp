#pragma once
/// \file
/// Gated<Value, Gate>: one half of the values, times a gate that the other half computes.

#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/kernel.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/mistake/layer.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/activation/concept.hpp>
#include <sinew/activation/identity.hpp>
#include <sinew/activation/sigmoid.hpp>
#include <sinew/activation/tanh.hpp>
#include <sinew/layer/pass.hpp>
#include <sinew/layer/traits.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

/// A shape without the second half of its outermost extent.
template <class In> struct half_shape { static constexpr bool exists = false; };
template <std::size_t First, std::size_t... Rest> struct half_shape<shape<First, Rest...>> {
  static constexpr bool exists = First % 2 == 0;
  static constexpr std::size_t first = First / 2;
  using type = shape<first, Rest...>;
};

/// ∂A/∂z from z itself.
template <class A, class V> [[gnu::always_inline]] constexpr V derivative_at(const V& z) noexcept {
  if constexpr (KeepsInput<A>) return activation_derivative<A, V>(z);
  else return activation_derivative<A, V>(activate<A, V>(z));
}
/// y = A(z) · B(of) for N values each.
template <class A, class B, class T>
[[gnu::always_inline]] constexpr void gate_values(std::size_t count, const T* z, const T* of, T* y) noexcept {
  sweep<T>(
      count, [&]<class V>(std::size_t i) __attribute__((always_inline)) {
        store<V>(y + i, V(activate<A, V>(load<V>(z + i)) * activate<B, V>(load<V>(of + i))));
      });
}
/// The gradients of z and `of` from dy.
template <class A, class B, class T> [[gnu::always_inline]] constexpr void gate_gradients(std::size_t count, const T* z,
                                                                                          const T* of, const T* dy,
                                                                                          T* dz, T* d_of) noexcept {
  sweep<T>(
      count, [&]<class V>(std::size_t i) __attribute__((always_inline)) {
        const V a = load<V>(z + i), b = load<V>(of + i), d = load<V>(dy + i);
        store<V>(dz + i, V(d * activate<B, V>(b) * _detail::derivative_at<A, V>(a)));
        store<V>(d_of + i, V(d * activate<A, V>(a) * _detail::derivative_at<B, V>(b)));
      });
}

}  // namespace _detail

/// The first half of the values through Value, times the second half through Gate: x = (a, b), y = Value(a) ⊙ Gate(b).
/// Gated<Tanh, Sigmoid> is the gate of WaveNet, and GLU the gated linear unit a ⊙ σ(b).
/// Both are activations of single values.
/// Shapes: x (Batch, 2·N, D...), y (Batch, N, D...): the outermost extent is halved, as by PyTorch's dim=1.
/// Backward: da = dy ⊙ Gate(b) ⊙ Value′(a), db = dy ⊙ Value(a) ⊙ Gate′(b). Nothing is kept.
/// Cost: one evaluation of each activation per value of y, two of some backward.
/// Misuse: an outermost extent that is odd → mistake::halves_of_an_odd_extent; not an activation of single values
/// → mistake::not_an_activation_of_single_values.
/// Source: Dauphin, Fan, Auli, Grangier, "Language modeling with gated convolutional networks", ICML (2017); van den
/// Oord et al., "WaveNet: a generative model for raw audio", arXiv:1609.03499 (2016).
/// PyTorch: GLU(dim=1) for GLU.
template <class Value = Identity, class Gate = Sigmoid> struct Gated {
  /// The layer bound to an input shape.
  template <class In> struct bound {
    using input = In;
    using output = typename _detail::half_shape<In>::type;
    using no_gradient = std::conditional_t<std::is_same_v<_detail::no_gradient_of<Value>, mistake::nothing>,
                                           _detail::no_gradient_of<Gate>, _detail::no_gradient_of<Value>>;
    static constexpr std::size_t parameters = 0, multiply_adds = output::size;
    static constexpr std::size_t size = output::size;  ///< scalars of y
    static constexpr bool gradients_once = true, samplewise = true;
    template <class Graph> static auto onnx(Graph& graph, auto x) requires requires {
      graph.template activate<Value>(x);
      graph.template activate<Gate>(x);
    }
    {
      constexpr std::size_t n = _detail::half_shape<In>::first;
      return graph.add("Mul", {graph.template activate<Value>(graph.slice(x, 1, 0, n)),
                               graph.template activate<Gate>(graph.slice(x, 1, n, 2 * n))});
    }
    template <class Run> static constexpr std::size_t cost{
        Run::lanes == 1 ? Run::batch * ((2 * size + simd::native_lanes<typename Run::scalar> - 1) /
                                        simd::native_lanes<typename Run::scalar>)
                        : Run::blocks * 2 * size};

    static constexpr void forward(ForwardPass auto pass) noexcept {
      using Run = typename decltype(pass)::run;
      constexpr std::size_t half = size * Run::lanes;
      for (std::size_t block = 0; block < Run::blocks; ++block) {
        const auto* const x = pass.x.data + 2 * half * block;
        _detail::gate_values<Value, Gate>(half, x, x + half, pass.y.data + half * block);
      }
    }
    static constexpr void backward(BackwardPass auto pass) noexcept {
      using Pass = decltype(pass);
      using Run = typename Pass::run;
      constexpr std::size_t half = size * Run::lanes;
      if constexpr (Pass::wants_dx)
        for (std::size_t block = 0; block < Run::blocks; ++block) {
          const auto* const x = pass.x.data + 2 * half * block;
          auto* const dx = pass.dx.data + 2 * half * block;
          _detail::gate_gradients<Value, Gate>(half, x, x + half, pass.dy.data + half * block, dx, dx + half);
        }
    }
  };

  /// The layer bound to the input shape In, or the reason for refusing it.
  template <class In> static consteval auto bind() {
    using Unfit = std::conditional_t<!ElementwiseActivation<Value>, Value, Gate>;
    if constexpr (!ElementwiseActivation<Value> || !ElementwiseActivation<Gate>)
      return std::type_identity<mistake::refuse<mistake::not_an_activation_of_single_values, Gated, Unfit>>{};
    else if constexpr (!std::is_same_v<_detail::activation_fault<Value>, mistake::nothing>)
      return std::type_identity<_detail::activation_fault<Value>>{};
    else if constexpr (!std::is_same_v<_detail::activation_fault<Gate>, mistake::nothing>)
      return std::type_identity<_detail::activation_fault<Gate>>{};
    else if constexpr (!_detail::half_shape<In>::exists)
      return std::type_identity<mistake::refuse<mistake::halves_of_an_odd_extent, Gated, mistake::given<In>>>{};
    else return std::type_identity<bound<In>>{};
  }
  template <class In> using on = typename decltype(bind<In>())::type;
};

/// The gated linear unit, a ⊙ σ(b); see Gated.
struct GLU : Gated<Identity, Sigmoid> {};

}  // namespace sinew
