#pragma once
/// \file
/// Activate<A>: an activation as a layer.

#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/mistake/layer.hpp>
#include <sinew/mistake/training.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/activation/concept.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/layer/pass.hpp>

namespace SINEW_NAMESPACE {

struct Sigmoid;

/// y = A(x), applied to each value, or to all values of a vector (Softmax).
/// Use it where another layer stands between a layer and its activation: Conv2D<8, 3, NoBias>, BatchNorm<>,
/// Activate<ReLU>. Elsewhere give the activation to the layer, as in Dense<4, 8, ReLU>, which is faster.
/// Shapes: x and y (Batch, D...); for Softmax (Batch, N).
/// Backward: dx = dy ⊙ A′. Nothing is cached: A′ is computed from x or y, which are available.
/// Cost: one evaluation of A per value.
/// Misuse: not an activation → mistake::not_an_activation; Softmax over an image → mistake::shape_mismatch<layer<J>,
/// given<…>, expected<shape<N>>> (put Flatten before it); Softmax over a single value, which is always 1 →
/// mistake::single_output_is_constant.
template <class A> struct Activate {
  template <class In> struct bound {
    using input = In;
    using output = In;
    using activation = A;
    using no_gradient = _detail::no_gradient_of<A>;
    static constexpr std::size_t parameters = 0, multiply_adds = 0, size = In::size;  ///< size: scalars of a sample
    static constexpr bool gradients_once = true, samplewise = true;

    template <class Run>
    static constexpr std::size_t cost{Run::lanes == 1 && ElementwiseActivation<A>
                                          ? (Run::batch * size + simd::native_lanes<typename Run::scalar> - 1) /
                                                simd::native_lanes<typename Run::scalar>
                                          : Run::blocks * size};

    /// Adds the activation to an ONNX model, if it has a form there.
    template <class Graph> static auto onnx(Graph& graph, auto z) requires requires { graph.template activate<A>(z); }
    { return graph.template activate<A>(z); }

    static constexpr void forward(ForwardPass auto pass) noexcept {
      using Run = typename decltype(pass)::run;
      using T = typename Run::scalar;
      const T* x = pass.x.data;
      T* y = pass.y.data;
      if constexpr (ElementwiseActivation<A>) {
        simd::sweep<T>(Run::samples * size,
                       [&]<class V>(std::size_t i) { simd::store<V>(y + i, activate<A, V>(simd::load<V>(x + i))); });
      } else {
        simd::sweep<T>(Run::samples * size,
                       [&]<class V>(std::size_t i) { simd::store<V>(y + i, simd::load<V>(x + i)); });
        simd::each_block<Run>([&]<class V>(std::size_t block, std::size_t lane) {
          A::template forward<V, size, Run::lanes>(pass.y.at(block, lane));
        });
      }
    }

    static constexpr void backward(BackwardPass auto pass) noexcept {
      using Pass = decltype(pass);
      using Run = typename Pass::run;
      using T = typename Run::scalar;
      if constexpr (!Pass::wants_dx) return;
      else if constexpr (Pass::dy_is_dz)
        simd::sweep<T>(Run::samples * size, [&]<class V>(std::size_t i) {
          simd::store<V>(pass.dx.data + i, simd::load<V>(pass.dy.data + i));
        });
      else if constexpr (ElementwiseActivation<A>)
        _detail::backpropagate<A>(Run::samples * size, pass.dy.data, KeepsInput<A> ? pass.x.data : pass.y.data,
                                  pass.dx.data);
      else
        simd::each_block<Run>([&]<class V>(std::size_t block, std::size_t lane) {
          A::template backward<V, size, Run::lanes>(pass.y.at(block, lane), pass.dy.at(block, lane),
                                                    pass.dx.at(block, lane));
        });
    }
  };

  /// The layer bound to the input shape In, or the reason for refusing it.
  template <class In> static consteval auto bind() {
    if constexpr (!std::is_same_v<_detail::activation_fault<A>, mistake::nothing>)
      return std::type_identity<_detail::activation_fault<A>>{};
    else if constexpr (!ElementwiseActivation<A> && In::rank != 1)
      return std::type_identity<
          mistake::refuse<mistake::shape_mismatch, mistake::given<In>, mistake::expected<shape<In::size>>>>{};
    else if constexpr (NormalizesOutputs<A> && In::size == 1)
      return std::type_identity<
          mistake::refuse<mistake::single_output_is_constant, Activate, mistake::instead<Activate<Sigmoid>>>>{};
    else return std::type_identity<bound<In>>{};
  }
  template <class In> using on = typename decltype(bind<In>())::type;
};

}  // namespace sinew
