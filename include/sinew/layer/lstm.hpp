#pragma once
/// \file
/// LSTM<In, H>: long short-term memory.

#include <array>
#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/kernel.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/simd/bits.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/kernel/recurrent.hpp>
#include <sinew/layer/pass.hpp>
#include <sinew/layer/recurrent.hpp>

namespace SINEW_NAMESPACE {

/// A recurrent layer of H units, each with a cell c that its gates write, keep and read:
///
///     i = σ(x·W_ii + b_ii + h·W_hi + b_hi)        how much of g enters
///     f = σ(x·W_if + b_if + h·W_hf + b_hf)        how much of c stays
///     g = tanh(x·W_ig + b_ig + h·W_hg + b_hg)     what enters
///     o = σ(x·W_io + b_io + h·W_ho + b_ho)        how much of c is shown
///     c ← f ⊙ c + i ⊙ g
///     y = o ⊙ tanh(c)
///
/// where h is y of the step before. A net with such a layer is per step: net(x, stream) computes one, with what the
/// layer keeps in a Stream; net(x) is a step from rest, where h and c are 0. Layers are stacked by writing one after
/// the other.
/// Shapes: x (Batch, In), y (Batch, H), where rows are steps × streams, time-major.
/// Parameters: W_ih (In, 4·H) row-major, b_ih (4·H), W_hh (H, 4·H), b_hh (4·H), with the gates in the order i, f, g, o;
/// initialized uniform in ±1/√H. Two biases, as in PyTorch: their sum is what counts.
/// State: h, then c, 2·H values of each stream. Values of c below the normal numbers become 0, so that a stream that
/// fades out does not become slow.
/// Backward: gradients flow through the steps of a pass and end where it begins. Keeps the four gates, c before each
/// step and tanh(c): 6·H values of each row.
/// Cost: 8·(In + H)·H flops a step, twice that backward, and 5·H exponentials or the like.
/// Misuse: neighbours whose shapes differ → mistake::shape_mismatch; an extent of 0 → mistake::zero_size.
/// Source: Hochreiter, Schmidhuber, "Long short-term memory", Neural Computation 9 (1997), with the forget gate of
/// Gers, Schmidhuber, Cummins, "Learning to forget", Neural Computation 12 (2000).
/// PyTorch: LSTM(In, H), one layer, one direction; tensors have its names and shapes. Keras has the gates in the same
/// order, ONNX in the order i, o, f, g.
template <std::size_t In, std::size_t H> struct LSTM : _detail::recurrent<In, H, 4> {
 private:
  using base = _detail::recurrent<In, H, 4>;
  using base::sums, base::hidden_weights;

 public:
  static constexpr std::size_t state_values = 2 * H;
  template <class Run> static constexpr std::size_t scratch =
      _detail::max_of(base::template forward_scratch<Run>,
                      Run::training ? base::template backward_scratch<Run> + base::template hidden_room<Run> : 0);
  /// What backward needs.
  template <class Run> struct cache {
    /// h before the first step
    alignas(_detail::line_bytes) std::array<typename Run::scalar, Run::streams * H> first{};
    /// i, f, g, o of each row
    alignas(_detail::line_bytes) std::array<typename Run::scalar, Run::batch * 4 * H> gates{};
    /// c before each row
    alignas(_detail::line_bytes) std::array<typename Run::scalar, Run::batch * H> cell{};
    /// tanh(c) after it
    alignas(_detail::line_bytes) std::array<typename Run::scalar, Run::batch * H> shown{};
  };

  /// ONNX has the gates in the order i, o, f, g.
  static auto onnx(auto& graph, auto x, bool both_directions = false) {
    return graph.recur("LSTM", x, {0, 3, 1, 2}, both_directions);
  }

  static constexpr void forward(ForwardPass auto pass) noexcept {
    base::keep_first(pass);
    const auto* const input = base::template prepare_input<sums>(pass);
    steps(pass, input, base::step_weights(pass));
    base::keep_last(pass);
  }

  static constexpr void backward(BackwardPass auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    using T = typename Run::scalar;
    T *const dz = pass.scratch, *const before = dz + base::template z_room<Run>,
             *const wt = before + base::template before_room<Run>, *const dh = wt + base::template weights_room<Run>,
             *const dc = dh + base::template hidden_room<Run>, *const scratch = dc + base::template hidden_room<Run>;
    kernel::transpose_weights(pass.parameters.data() + hidden_weights, H, sums, sums, wt);
    for (std::size_t i = 0; i < Run::streams * H; ++i) dh[i] = dc[i] = T(0);
    for (std::size_t t = Run::steps; t-- > 0;) {
      step_back(pass, t, dh, dc, dz);
      for (std::size_t i = 0; i < Run::streams * H; ++i) dh[i] = T(0);
      if (t > 0) kernel::add_to_hidden<Run::streams, H, sums>(dz + t * Run::streams * sums, sums, wt, dh);
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
    constexpr std::size_t gate = base::template gate<Run>;
    for (std::size_t t = 0; t < Run::steps; ++t) {
      const auto from = base::hidden_before(pass, t);
      kernel::each_stream_group<Run::streams, kernel::streams_at_once<4>>([&]<std::size_t R>(
          std::size_t s) __attribute__((always_inline)) {
        kernel::each_unit_group<T, H, 4 * R, base::template padded<Run>>([&]<class V, std::size_t N, std::size_t Valid>(
            std::size_t unit) __attribute__((always_inline)) {
          const std::size_t row = t * Run::streams + s;
          V a[R][4][N]{};
#pragma GCC unroll 16
          for (std::size_t k = 0; k < R * 4 * N; ++k)
            a[k / (4 * N)][k / N % 4][k % N] = base::template input_sum<sums, V, N, Valid>(
                pass, input, row + k / (4 * N), k / N % 4, unit + k % N * simd::lanes_of<V>, k % N);
          kernel::add_product<H>(from.h + s * from.stride, from.stride, w + unit, 4 * gate, gate, a);
#pragma GCC unroll 16
          for (std::size_t k = 0; k < R * N; ++k) {
            const std::size_t r = k / N, n = k % N, at = unit + n * simd::lanes_of<V>;
            T* const cell = pass.state.data + (s + r) * pass.state.stride + H + at;
            const V i = math::sigmoid(a[r][0][n]), f = math::sigmoid(a[r][1][n]), g = math::tanh(a[r][2][n]),
                    o = math::sigmoid(a[r][3][n]), kept = kernel::load_unit<V, N, Valid>(n, cell),
                    c = math::detail::flushed(V(f * kept + i * g)), shown = math::tanh(c);
            kernel::store_unit<N, Valid>(n, cell, c);
            kernel::store_unit<N, Valid>(n, pass.y.data + (row + r) * H + at, V(o * shown));
            if constexpr (Pass::training) {
              T* const gates = pass.cache.gates.data() + (row + r) * sums + at;
              kernel::store_unit<N, Valid>(n, gates, i);
              kernel::store_unit<N, Valid>(n, gates + H, f);
              kernel::store_unit<N, Valid>(n, gates + 2 * H, g);
              kernel::store_unit<N, Valid>(n, gates + 3 * H, o);
              kernel::store_unit<N, Valid>(n, pass.cache.cell.data() + (row + r) * H + at, kept);
              kernel::store_unit<N, Valid>(n, pass.cache.shown.data() + (row + r) * H + at, shown);
            }
          }
        });
      });
    }
  }
  /// dz of step t from dy and from the gradients of h and c after it; dc becomes that of c before it.
  template <class Pass, class T>
  [[gnu::noinline, SINEW_KERNEL]] static constexpr void step_back(Pass pass, std::size_t t, const T* dh, T* dc,
                                                                  T* dz) noexcept {
    for (std::size_t s = 0; s < Pass::streams; ++s) {
      const std::size_t row = t * Pass::streams + s;
      const T *const gates = pass.cache.gates.data() + row * sums, *const cell = pass.cache.cell.data() + row * H,
                     *const tanh_c = pass.cache.shown.data() + row * H, *const dy = pass.dy.data + row * H;
      T* const to = dz + row * sums;
      simd::sweep<T>(
          H, [&]<class V>(std::size_t j) __attribute__((always_inline)) {
            const V one = simd::broadcast<V>(T(1)), i = simd::load<V>(gates + j), f = simd::load<V>(gates + H + j),
                    g = simd::load<V>(gates + 2 * H + j), o = simd::load<V>(gates + 3 * H + j),
                    shown = simd::load<V>(tanh_c + j);
            const V d = simd::load<V>(dy + j) + simd::load<V>(dh + s * H + j),
                    dcell = simd::load<V>(dc + s * H + j) + d * o * (one - shown * shown);
            simd::store<V>(to + j, V(dcell * g * i * (one - i)));
            simd::store<V>(to + H + j, V(dcell * simd::load<V>(cell + j) * f * (one - f)));
            simd::store<V>(to + 2 * H + j, V(dcell * i * (one - g * g)));
            simd::store<V>(to + 3 * H + j, V(d * shown * o * (one - o)));
            simd::store<V>(dc + s * H + j, V(dcell * f));
          });
    }
  }
};

}  // namespace sinew
