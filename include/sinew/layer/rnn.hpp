#pragma once
/// \file
/// RNN<In, H, Activation>: the simple recurrent layer.

#include <array>
#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/kernel.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/layer.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/simd/bits.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/kernel/recurrent.hpp>
#include <sinew/activation/concept.hpp>
#include <sinew/activation/tanh.hpp>
#include <sinew/layer/pass.hpp>
#include <sinew/layer/recurrent.hpp>

namespace SINEW_NAMESPACE {

/// A recurrent layer of H units: y = act(x·W_ih + b_ih + h·W_hh + b_hh), where h is y of the step before. Act is an
/// activation of single values whose derivative follows from y, such as Tanh or ReLU.
/// A net with such a layer is per step: net(x, stream) computes one, with what the layer keeps in a Stream; net(x) is a
/// step from rest, where h is 0. Layers are stacked by writing one after the other.
/// Shapes: x (Batch, In), y (Batch, H), where rows are steps × streams, time-major.
/// Parameters: W_ih (In, H) row-major, b_ih (H), W_hh (H, H), b_hh (H); initialized uniform in ±1/√H. Two biases, as in
/// PyTorch: their sum is what counts.
/// State: h, H values of each stream. Values below the normal numbers become 0.
/// Backward: gradients flow through the steps of a pass and end where it begins. Keeps h before the first step.
/// Cost: 2·(In + H)·H flops a step, twice that backward.
/// Misuse: neighbours whose shapes differ → mistake::shape_mismatch; an extent of 0 → mistake::zero_size; not an
/// activation → mistake::not_an_activation; Softmax, or one that needs z for its derivative →
/// mistake::activation_in_a_recurrence.
/// Source: Elman, "Finding structure in time", Cognitive Science 14 (1990).
/// PyTorch: RNN(In, H, nonlinearity='tanh' or 'relu'), one layer, one direction; tensors have its names and shapes.
template <std::size_t In, std::size_t H, class Act = Tanh> struct RNN : _detail::recurrent<In, H, 1> {
 private:
  using base = _detail::recurrent<In, H, 1>;
  using base::hidden_weights;

 public:
  using no_gradient = _detail::no_gradient_of<Act>;
  using fault = std::conditional_t<!std::is_same_v<_detail::activation_fault<Act>, mistake::nothing>,
                                   _detail::activation_fault<Act>,
                                   std::conditional_t<ElementwiseActivation<Act> && !KeepsInput<Act>, mistake::nothing,
                                                      mistake::refuse<mistake::activation_in_a_recurrence, RNN, Act>>>;
  static constexpr std::size_t state_values = H;
  template <class Run>
  static constexpr std::size_t scratch = _detail::max_of(base::template forward_scratch<Run>,
                                                         Run::training ? base::template backward_scratch<Run> : 0);
  /// What backward needs.
  template <class Run> struct cache {
    /// h before the first step
    alignas(_detail::line_bytes) std::array<typename Run::scalar, Run::streams * H> first{};
  };

  /// ONNX has RNN of few activations: those that say their name among them.
  static auto onnx(auto& graph, auto x, bool both_directions = false) requires requires { Act::onnx_in_recurrence; }
  { return graph.recur("RNN", x, {0}, both_directions, Act::onnx_in_recurrence); }

  static constexpr void forward(ForwardPass auto pass) noexcept {
    base::keep_first(pass);
    const auto* const input = base::template prepare_input<H>(pass);
    steps(pass, input, base::step_weights(pass));
    base::keep_last(pass);
  }

  static constexpr void backward(BackwardPass auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    using T = typename Run::scalar;
    T *const dz = pass.scratch, *const before = dz + base::template z_room<Run>,
             *const wt = before + base::template before_room<Run>, *const dh = wt + base::template weights_room<Run>,
             *const scratch = dh + base::template hidden_room<Run>;
    kernel::transpose_weights(pass.parameters.data() + hidden_weights, H, H, H, wt);
    for (std::size_t t = Run::steps; t-- > 0;) {
      T* const at = dz + t * Run::streams * H;
      for (std::size_t i = 0; i < Run::streams * H; ++i) dh[i] = pass.dy.data[t * Run::streams * H + i];
      if (t + 1 < Run::steps) kernel::add_to_hidden<Run::streams, H, H>(at + Run::streams * H, H, wt, dh);
      _detail::backpropagate_inline<Act>(Run::streams * H, dh, pass.y.data + t * Run::streams * H, at);
    }
    base::hidden_of_rows(pass, before);
    base::input_gradients(pass, dz, scratch);
    base::hidden_gradients(pass, before, dz, scratch);
  }

 private:
  /// All steps, from the input's part of the sums.
  template <class Pass>
  [[gnu::noinline, SINEW_KERNEL]] static constexpr void steps(Pass pass, const typename Pass::scalar* input,
                                                              const typename Pass::scalar* w) noexcept {
    using Run = typename Pass::run;
    using T = typename Pass::scalar;
    for (std::size_t t = 0; t < Run::steps; ++t) {
      const auto from = base::hidden_before(pass, t);
      kernel::each_stream_group<Run::streams, kernel::streams_at_once<1>>([&]<std::size_t R>(
          std::size_t s) __attribute__((always_inline)) {
        kernel::each_unit_group<T, H, R, base::template padded<Run>>([&]<class V, std::size_t N, std::size_t Valid>(
            std::size_t unit) __attribute__((always_inline)) {
          const std::size_t row = t * Run::streams + s;
          V a[R][1][N]{};
#pragma GCC unroll 16
          for (std::size_t k = 0; k < R * N; ++k)
            a[k / N][0][k % N] = base::template input_sum<H, V, N, Valid>(pass, input, row + k / N, 0,
                                                                          unit + k % N * simd::lanes_of<V>, k % N);
          kernel::add_product<H>(from.h + s * from.stride, from.stride, w + unit, base::template gate<Run>, 0, a);
#pragma GCC unroll 16
          for (std::size_t k = 0; k < R * N; ++k)
            kernel::store_unit<N, Valid>(k % N, pass.y.data + (row + k / N) * H + unit + k % N * simd::lanes_of<V>,
                                         math::detail::flushed(activate<Act, V>(a[k / N][0][k % N])));
        });
      });
    }
  }
};

}  // namespace sinew
