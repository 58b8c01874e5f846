#pragma once
/// \file
/// GRU<In, H>: the gated recurrent unit.

#include <array>
#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/kernel.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/image.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/simd/bits.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/kernel/affine.hpp>
#include <sinew/kernel/recurrent.hpp>
#include <sinew/layer/gradient_sink.hpp>
#include <sinew/layer/pass.hpp>
#include <sinew/layer/recurrent.hpp>

namespace SINEW_NAMESPACE {

/// An option of GRU: r multiplies the product h·W_hn + b_hn, as in PyTorch and in Keras with reset_after=True. This is
/// the default.
/// ONNX: linear_before_reset = 1.
struct ResetAfter {};
/// An option of GRU: r multiplies h before the product, as in the paper, and in Keras with reset_after=False.
/// ONNX: linear_before_reset = 0, its default.
struct ResetBefore {};

/// A recurrent layer of H units, each with two gates:
///
///     r = σ(x·W_ir + b_ir + h·W_hr + b_hr)            how much of h the new value sees
///     z = σ(x·W_iz + b_iz + h·W_hz + b_hz)            how much of h stays
///     n = tanh(x·W_in + b_in + r ⊙ (h·W_hn + b_hn))   the new value
///         tanh(x·W_in + b_in + (r ⊙ h)·W_hn + b_hn)   with ResetBefore
///     y = (1 − z) ⊙ n + z ⊙ h
///
/// where h is y of the step before. A net with such a layer is per step: net(x, stream) computes one, with what the
/// layer keeps in a Stream; net(x) is a step from rest, where h is 0. Layers are stacked by writing one after the
/// other.
/// Shapes: x (Batch, In), y (Batch, H), where rows are steps × streams, time-major.
/// Parameters: W_ih (In, 3·H) row-major, b_ih (3·H), W_hh (H, 3·H), b_hh (3·H), with the gates in the order r, z, n;
/// initialized uniform in ±1/√H.
/// Options: ResetAfter, ResetBefore.
/// State: h, H values of each stream. Values below the normal numbers become 0.
/// Backward: gradients flow through the steps of a pass and end where it begins. Keeps r, z, n, and h·W_hn + b_hn (or
/// r ⊙ h): 4·H values of each row.
/// Cost: 6·(In + H)·H flops a step, twice that backward, and 3·H exponentials or the like. With ResetBefore n waits for
/// all of r, and the gradient of W_hh takes twice as long.
/// Misuse: neighbours whose shapes differ → mistake::shape_mismatch; an extent of 0 → mistake::zero_size; another
/// option → mistake::not_an_option.
/// Source: Cho, van Merriënboer, Gulcehre, Bahdanau, Bougares, Schwenk, Bengio, "Learning phrase representations using
/// RNN encoder-decoder for statistical machine translation", EMNLP (2014).
/// PyTorch: GRU(In, H), one layer, one direction; tensors have its names and shapes. Keras and ONNX have the gates in
/// the order z, r, n.
template <std::size_t In, std::size_t H, class Reset = ResetAfter> struct GRU : _detail::recurrent<In, H, 3> {
 private:
  using base = _detail::recurrent<In, H, 3>;
  using base::sums, base::hidden_weights;
  static constexpr bool before = std::is_same_v<Reset, ResetBefore>;
  static constexpr std::size_t common = before ? sums : 2 * H;  // sums of which both biases are one

 public:
  using fault = std::conditional_t<before || std::is_same_v<Reset, ResetAfter>, mistake::nothing,
                                   mistake::refuse<mistake::not_an_option, GRU, Reset>>;
  static constexpr std::size_t state_values = H;

 private:
  // With ResetBefore: z and r ⊙ h of a step; the gradient of r ⊙ h; two gradients of W_hh, of which each has some
  // gates.
  template <class Run> static constexpr std::size_t step_room = before ? base::template hidden_room<Run> : 0;
  template <class Run>
  static constexpr std::size_t gradient_room = before ? _detail::whole_lines<typename Run::scalar>((H + 1) * sums) : 0;
  template <class Run> static constexpr std::size_t second_rows =
      before ? base::template before_room<Run> : base::template z_room<Run>;

 public:
  template <class Run> static constexpr std::size_t scratch = _detail::max_of(
      base::template forward_scratch<Run> + 2 * step_room<Run>,
      Run::training ? base::template backward_scratch<Run> + second_rows<Run> + step_room<Run> + 2 * gradient_room<Run>
                    : 0);
  /// What backward needs.
  template <class Run> struct cache {
    /// h before the first step
    alignas(_detail::line_bytes) std::array<typename Run::scalar, Run::streams * H> first{};
    /// r, z, n of each row
    alignas(_detail::line_bytes) std::array<typename Run::scalar, Run::batch * 3 * H> gates{};
    /// h·W_hn + b_hn; with ResetBefore r ⊙ h
    alignas(_detail::line_bytes) std::array<typename Run::scalar, Run::batch * H> reset{};
  };

  /// ONNX has the gates in the order z, r, n.
  static auto onnx(auto& graph, auto x, bool both_directions = false) {
    return graph.recur("GRU", x, {1, 0, 2}, both_directions, nullptr, !before);
  }

  static constexpr void forward(ForwardPass auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    base::keep_first(pass);
    const auto* const input = base::template prepare_input<common>(pass);
    const auto* const w = base::step_weights(pass);
    if constexpr (before) {
      auto* const kept = pass.scratch + base::template forward_scratch<Run>;
      steps_reset_before(pass, input, w, kept, kept + step_room<Run>);
    } else steps(pass, input, w);
    base::keep_last(pass);
  }

  static constexpr void backward(BackwardPass auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    using T = typename Run::scalar;
    T *const dz = pass.scratch, *const hidden = dz + base::template z_room<Run>,
             *const wt = hidden + base::template before_room<Run>, *const dh = wt + base::template weights_room<Run>,
             *const second = dh + base::template hidden_room<Run>, *const dreset = second + second_rows<Run>,
             *const sums_of_gradients = dreset + step_room<Run>,
             *const scratch = sums_of_gradients + 2 * gradient_room<Run>;
    kernel::transpose_weights(pass.parameters.data() + hidden_weights, H, sums, sums, wt);
    for (std::size_t i = 0; i < Run::streams * H; ++i) dh[i] = T(0);
    base::hidden_of_rows(pass, hidden);
    for (std::size_t t = Run::steps; t-- > 0;) {
      T* const at = dz + t * Run::streams * sums;
      if constexpr (before) {
        for (std::size_t i = 0; i < Run::streams * H; ++i) dreset[i] = T(0);
        step_back_new(pass, t, hidden, dh, dz);
        kernel::add_to_hidden<Run::streams, H, H>(at + 2 * H, sums, wt + 2 * H * H, dreset);
        step_back_reset(pass, t, hidden, dreset, dh, dz);
        if (t > 0) kernel::add_to_hidden<Run::streams, H, 2 * H>(at, sums, wt, dh);
      } else {
        step_back(pass, t, hidden, dh, dz, second);
        if (t > 0) kernel::add_to_hidden<Run::streams, H, sums>(second + t * Run::streams * sums, sums, wt, dh);
      }
    }
    base::input_gradients(pass, dz, scratch);
    if constexpr (!decltype(pass)::wants_dparameters) return;
    else if constexpr (!before) base::hidden_gradients(pass, hidden, second, scratch);
    else {
      T* const others = sums_of_gradients + gradient_room<Run>;
      kernel::affine_dw<T, Run::batch, H, sums, 1>(_detail::rows<const T, Run::batch, H>{hidden},
                                                   _detail::rows<const T, Run::batch, sums>{dz},
                                                   overwrite(sums_of_gradients), scratch);
      kernel::affine_dw<T, Run::batch, H, sums, 1>(_detail::rows<const T, Run::batch, H>{pass.cache.reset.data()},
                                                   _detail::rows<const T, Run::batch, sums>{dz}, overwrite(others),
                                                   scratch);
      for (std::size_t i = 0; i < (H + 1) * sums; ++i)
        pass.dparameters.add(hidden_weights + i, i % sums < 2 * H ? sums_of_gradients[i] : others[i]);
    }
  }

 private:
  /// Pack n of a group of N of the input's part of the sums of gate g.
  template <class V, std::size_t N, std::size_t Valid, class Pass>
  [[gnu::always_inline]] static constexpr V input_sum(const Pass& pass, const typename Pass::scalar* input,
                                                      std::size_t row, std::size_t g, std::size_t at,
                                                      std::size_t n) noexcept {
    return base::template input_sum<common, V, N, Valid>(pass, input, row, g, at, n);
  }
  /// All steps, from the input's part of the sums; the n gate's b_hh is apart.
  template <class Pass>
  [[gnu::noinline, SINEW_KERNEL]] static constexpr void steps(Pass pass, const typename Pass::scalar* input,
                                                              const typename Pass::scalar* w) noexcept {
    using Run = typename Pass::run;
    using T = typename Pass::scalar;
    constexpr std::size_t gate = base::template gate<Run>;
    for (std::size_t t = 0; t < Run::steps; ++t) {
      const auto from = base::hidden_before(pass, t);
      kernel::each_stream_group<Run::streams, kernel::streams_at_once<3>>([&]<std::size_t R>(
          std::size_t s) __attribute__((always_inline)) {
        kernel::each_unit_group<T, H, 3 * R, base::template padded<Run>>([&]<class V, std::size_t N, std::size_t Valid>(
            std::size_t unit) __attribute__((always_inline)) {
          const std::size_t row = t * Run::streams + s;
          V a[R][3][N]{};
#pragma GCC unroll 16
          for (std::size_t k = 0; k < R * N; ++k) {
            const std::size_t r = k / N, n = k % N, at = unit + n * simd::lanes_of<V>;
            a[r][0][n] = input_sum<V, N, Valid>(pass, input, row + r, 0, at, n);
            a[r][1][n] = input_sum<V, N, Valid>(pass, input, row + r, 1, at, n);
            a[r][2][n] = base::template other_bias<common, V, N, Valid>(pass, at, n);
          }
          kernel::add_product<H>(from.h + s * from.stride, from.stride, w + unit, 3 * gate, gate, a);
#pragma GCC unroll 16
          for (std::size_t k = 0; k < R * N; ++k) {
            const std::size_t r = k / N, n = k % N, at = unit + n * simd::lanes_of<V>;
            const V reset = math::sigmoid(a[r][0][n]), stays = math::sigmoid(a[r][1][n]),
                    fresh = math::tanh(V(input_sum<V, N, Valid>(pass, input, row + r, 2, at, n) + reset * a[r][2][n])),
                    h = kernel::load_unit<V, N, Valid>(n, from.h + (s + r) * from.stride + at);
            kernel::store_unit<N, Valid>(n, pass.y.data + (row + r) * H + at,
                                         math::detail::flushed(V(fresh + stays * (h - fresh))));
            if constexpr (Pass::training) {
              keep<N, Valid>(pass, n, row + r, at, reset, stays, fresh);
              kernel::store_unit<N, Valid>(n, pass.cache.reset.data() + (row + r) * H + at, a[r][2][n]);
            }
          }
        });
      });
    }
  }
  /// The same with ResetBefore: all of r ⊙ h, then n.
  template <class Pass, class T>
  [[gnu::noinline, SINEW_KERNEL]] static constexpr void steps_reset_before(Pass pass, const T* input, const T* w,
                                                                           T* stay, T* shown) noexcept {
    using Run = typename Pass::run;
    constexpr std::size_t gate = base::template gate<Run>;
    for (std::size_t t = 0; t < Run::steps; ++t) {
      const auto from = base::hidden_before(pass, t);
      kernel::each_stream_group<Run::streams, kernel::streams_at_once<3>>([&]<std::size_t R>(
          std::size_t s) __attribute__((always_inline)) {
        const std::size_t row = t * Run::streams + s;
        kernel::each_unit_group<T, H, 2 * R, base::template padded<Run>>([&]<class V, std::size_t N, std::size_t Valid>(
            std::size_t unit) __attribute__((always_inline)) {
          V a[R][2][N]{};
#pragma GCC unroll 16
          for (std::size_t k = 0; k < R * 2 * N; ++k)
            a[k / (2 * N)][k / N % 2][k % N] = input_sum<V, N, Valid>(pass, input, row + k / (2 * N), k / N % 2,
                                                                      unit + k % N * simd::lanes_of<V>, k % N);
          kernel::add_product<H>(from.h + s * from.stride, from.stride, w + unit, 3 * gate, gate, a);
#pragma GCC unroll 16
          for (std::size_t k = 0; k < R * N; ++k) {
            const std::size_t r = k / N, n = k % N, at = unit + n * simd::lanes_of<V>;
            const V reset = math::sigmoid(a[r][0][n]), stays = math::sigmoid(a[r][1][n]),
                    seen = reset * kernel::load_unit<V, N, Valid>(n, from.h + (s + r) * from.stride + at);
            kernel::store_unit<N, Valid>(n, stay + (s + r) * H + at, stays);
            kernel::store_unit<N, Valid>(n, shown + (s + r) * H + at, seen);
            if constexpr (Pass::training) {
              kernel::store_unit<N, Valid>(n, pass.cache.gates.data() + (row + r) * sums + at, reset);
              kernel::store_unit<N, Valid>(n, pass.cache.reset.data() + (row + r) * H + at, seen);
            }
          }
        });
        kernel::each_unit_group<T, H, R, base::template padded<Run>>([&]<class V, std::size_t N, std::size_t Valid>(
            std::size_t unit) __attribute__((always_inline)) {
          V a[R][1][N]{};
#pragma GCC unroll 16
          for (std::size_t k = 0; k < R * N; ++k)
            a[k / N][0][k % N] =
                input_sum<V, N, Valid>(pass, input, row + k / N, 2, unit + k % N * simd::lanes_of<V>, k % N);
          kernel::add_product<H>(shown + s * H, H, w + 2 * gate + unit, 3 * gate, 0, a);
#pragma GCC unroll 16
          for (std::size_t k = 0; k < R * N; ++k) {
            const std::size_t r = k / N, n = k % N, at = unit + n * simd::lanes_of<V>;
            const V stays = kernel::load_unit<V, N, Valid>(n, stay + (s + r) * H + at), fresh = math::tanh(a[r][0][n]),
                    h = kernel::load_unit<V, N, Valid>(n, from.h + (s + r) * from.stride + at);
            kernel::store_unit<N, Valid>(n, pass.y.data + (row + r) * H + at,
                                         math::detail::flushed(V(fresh + stays * (h - fresh))));
            if constexpr (Pass::training) {
              T* const gates = pass.cache.gates.data() + (row + r) * sums + at;
              kernel::store_unit<N, Valid>(n, gates + H, stays);
              kernel::store_unit<N, Valid>(n, gates + 2 * H, fresh);
            }
          }
        });
      });
    }
  }
  template <std::size_t N, std::size_t Valid, class V>
  [[gnu::always_inline]] static constexpr void keep(const auto& pass, std::size_t n, std::size_t row, std::size_t at,
                                                    const V& reset, const V& stays, const V& fresh) noexcept {
    auto* const gates = pass.cache.gates.data() + row * sums + at;
    kernel::store_unit<N, Valid>(n, gates, reset);
    kernel::store_unit<N, Valid>(n, gates + H, stays);
    kernel::store_unit<N, Valid>(n, gates + 2 * H, fresh);
  }

  /// dz of step t, of the sums with the inputs and (dz_hidden) of those with h. dh: from the gradient of h after the
  /// step to the part of that before it which does not pass through W_hh.
  template <class Pass, class T>
  [[gnu::noinline, SINEW_KERNEL]] static constexpr void step_back(Pass pass, std::size_t t, const T* hidden, T* dh,
                                                                  T* dz, T* dz_hidden) noexcept {
    for (std::size_t s = 0; s < Pass::streams; ++s) {
      const std::size_t row = t * Pass::streams + s;
      const T *const gates = pass.cache.gates.data() + row * sums, *const product = pass.cache.reset.data() + row * H;
      T *const to = dz + row * sums, *const to_hidden = dz_hidden + row * sums;
      simd::sweep<T>(
          H, [&]<class V>(std::size_t j) __attribute__((always_inline)) {
            const V one = simd::broadcast<V>(T(1)), r = simd::load<V>(gates + j), z = simd::load<V>(gates + H + j),
                    n = simd::load<V>(gates + 2 * H + j), h = simd::load<V>(hidden + row * H + j);
            const V d = simd::load<V>(pass.dy.data + row * H + j) + simd::load<V>(dh + s * H + j),
                    dn = d * (one - z) * (one - n * n), dr = dn * simd::load<V>(product + j) * r * (one - r),
                    du = d * (h - n) * z * (one - z);
            simd::store<V>(to + j, dr);
            simd::store<V>(to + H + j, du);
            simd::store<V>(to + 2 * H + j, dn);
            simd::store<V>(to_hidden + j, dr);
            simd::store<V>(to_hidden + H + j, du);
            simd::store<V>(to_hidden + 2 * H + j, V(dn * r));
            simd::store<V>(dh + s * H + j, V(d * z));
          });
    }
  }
  /// The same with ResetBefore: dz of z and n, then of r, for which the gradient of r ⊙ h is needed.
  template <class Pass, class T>
  [[gnu::noinline, SINEW_KERNEL]] static constexpr void step_back_new(Pass pass, std::size_t t, const T* hidden, T* dh,
                                                                      T* dz) noexcept {
    for (std::size_t s = 0; s < Pass::streams; ++s) {
      const std::size_t row = t * Pass::streams + s;
      const T* const gates = pass.cache.gates.data() + row * sums;
      T* const to = dz + row * sums;
      simd::sweep<T>(
          H, [&]<class V>(std::size_t j) __attribute__((always_inline)) {
            const V one = simd::broadcast<V>(T(1)), z = simd::load<V>(gates + H + j),
                    n = simd::load<V>(gates + 2 * H + j), h = simd::load<V>(hidden + row * H + j);
            const V d = simd::load<V>(pass.dy.data + row * H + j) + simd::load<V>(dh + s * H + j);
            simd::store<V>(to + H + j, V(d * (h - n) * z * (one - z)));
            simd::store<V>(to + 2 * H + j, V(d * (one - z) * (one - n * n)));
            simd::store<V>(dh + s * H + j, V(d * z));
          });
    }
  }
  template <class Pass, class T>
  [[gnu::noinline, SINEW_KERNEL]] static constexpr void step_back_reset(Pass pass, std::size_t t, const T* hidden,
                                                                        const T* dreset, T* dh, T* dz) noexcept {
    for (std::size_t s = 0; s < Pass::streams; ++s) {
      const std::size_t row = t * Pass::streams + s;
      const T* const gates = pass.cache.gates.data() + row * sums;
      simd::sweep<T>(
          H, [&]<class V>(std::size_t j) __attribute__((always_inline)) {
            const V one = simd::broadcast<V>(T(1)), r = simd::load<V>(gates + j),
                    h = simd::load<V>(hidden + row * H + j), d = simd::load<V>(dreset + s * H + j);
            simd::store<V>(dz + row * sums + j, V(d * h * r * (one - r)));
            simd::store<V>(dh + s * H + j, V(simd::load<V>(dh + s * H + j) + d * r));
          });
    }
  }
};

}  // namespace sinew
