#pragma once
/// \file
/// recurrent: what RNN, GRU and LSTM have in common: their parameters, and the parts of their passes that do not go
/// step by step.

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/memory/batch_view.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/kernel/affine.hpp>
#include <sinew/kernel/recurrent.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/initializer/concept.hpp>
#include <sinew/activation/concept.hpp>
#include <sinew/activation/identity.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/layer/pass.hpp>

namespace SINEW_NAMESPACE::_detail {

/// A layer of H units with Gates gates each: z = x·W_ih + b_ih + h·W_hh + b_hh, where h is y of the step before.
/// Parameters: W_ih (In, Gates·H), b_ih, W_hh (H, Gates·H), b_hh; the gates of a unit are H apart. Two biases, of which
/// one would do for most gates, as in PyTorch and cuDNN: weights are exchanged and trained as there.
template <std::size_t In, std::size_t H, std::size_t Gates> struct recurrent {
  using input = shape<In>;
  using output = shape<H>;
  static constexpr std::size_t sums = Gates * H;                                   ///< of a step
  static constexpr std::size_t hidden_weights = bounded_product(In, sums) + sums;  ///< where W_hh begins
  static constexpr std::size_t hidden_bias = hidden_weights + bounded_product(H, sums);
  static constexpr std::size_t parameters = hidden_bias + sums, multiply_adds = (In + H) * sums;
  static constexpr bool gradients_once = true;

  static constexpr void tensors(auto& list) {
    tensors_at(list, 0, {"weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"});
  }
  /// The same of parameters that begin at `first`, by these names.
  static constexpr void tensors_at(auto& list, std::size_t first, const std::array<const char*, 4>& names) {
    list.parameter(names[0], {sums, In}, {1, sums}, first);
    list.parameter(names[1], {sums, H}, {1, sums}, first + hidden_weights);
    list.parameter(names[2], {sums}, {1}, first + In * sums);
    list.parameter(names[3], {sums}, {1}, first + hidden_bias);
  }
  /// All parameters uniform in ±1/√H, as in PyTorch.
  template <class T> static constexpr void initialize(std::span<T, parameters> all, Engine& engine) noexcept {
    _detail::fill_uniform(std::span<T>(all), 1 / math::sqrt(static_cast<double>(H)), engine);
  }
  /// Each matrix and the biases behind it by the scheme of the net, unless that leaves them to the layer.
  template <class By, class T>
  static constexpr void initialize_by(std::span<T, parameters> all, Engine& engine) noexcept {
    T* const w = all.data();
    if constexpr (keeps_pytorchs<By>) initialize(all, engine);
    else {
      _detail::fill_parameters<By>(std::span<T>(w, In * sums), std::span<T>(w + In * sums, sums), In, sums, engine);
      _detail::fill_parameters<By>(std::span<T>(w + hidden_weights, H * sums), std::span<T>(w + hidden_bias, sums), H,
                                   sums, engine);
    }
  }

 protected:
  /// Scalars behind an array that a pack may read beyond its end.
  template <class T> static constexpr std::size_t spare = native_lanes<T>;
  template <class T> static constexpr std::size_t room(std::size_t n) noexcept { return whole_lines<T>(n); }

  /// Whether each step computes the input's part of its sums. With few inputs that takes less time than z of all rows,
  /// which goes through memory.
  static constexpr bool input_in_steps = In <= 2;
  // Scratch of a forward pass: the sums' biases, z of all rows, scratch of the product; or the biases and W_ih.
  template <class Run>
  static constexpr std::size_t bias_room = whole_lines<typename Run::scalar>(sums + H + spare<typename Run::scalar>);
  template <class Run>
  static constexpr std::size_t z_room = whole_lines<typename Run::scalar>(Run::batch* sums +
                                                                          spare<typename Run::scalar>);
  /// Whether the steps of a pass use a copy of W_hh (kernel/recurrent.hpp); the distance between its gates.
  template <class Run> static constexpr bool padded = kernel::pads_gates<typename Run::scalar, H, Run::batch>;
  template <class Run> static constexpr std::size_t gate = kernel::gate_stride<typename Run::scalar, H, padded<Run>>;
  template <class Run> static constexpr std::size_t copy_room = padded<Run> ? H* Gates* gate<Run> : 0;
  template <class Run>
  static constexpr std::size_t input_room = input_in_steps
                                                ? whole_lines<typename Run::scalar>((1 + In) * Gates * gate<Run> + H +
                                                                                    spare<typename Run::scalar>)
                                                : bias_room<Run> + z_room<Run>;
  template <class Run> static constexpr std::size_t forward_scratch =
      input_room<Run> + copy_room<Run> +
      (input_in_steps ? 0 : kernel::affine_forward_scratch<typename Run::scalar, Run::batch, In, sums, 1>);
  // Scratch of a backward pass that all of them need: dz of all rows, h before each row, W_hhᵀ, the gradient of h,
  // scratch of the products.
  template <class Run> static constexpr std::size_t before_room = whole_lines<typename Run::scalar>(Run::batch* H);
  template <class Run>
  static constexpr std::size_t weights_room = whole_lines<typename Run::scalar>(H* sums + spare<typename Run::scalar>);
  template <class Run> static constexpr std::size_t hidden_room = whole_lines<typename Run::scalar>(Run::streams* H);
  template <class Run> static constexpr std::size_t product_scratch =
      max_of({kernel::affine_dx_scratch<typename Run::scalar, Run::batch, In, sums, 1>,
              kernel::affine_dw_scratch<typename Run::scalar, Run::batch, In, sums, 1>,
              kernel::affine_dw_scratch<typename Run::scalar, Run::batch, H, sums, 1>});
  template <class Run> static constexpr std::size_t backward_scratch =
      z_room<Run> + before_room<Run> + weights_room<Run> + hidden_room<Run> + product_scratch<Run>;

  /// Prepares the input's part of the sums: x·W_ih + b, where b is b_ih, and b_hh too in the first Both sums. Returns
  /// what input_sum reads: that part of all rows; or b and W_ih, with gates as in step_weights. One row of few inputs
  /// reads the parameters themselves.
  template <std::size_t Both, class Pass>
  [[gnu::always_inline]] static constexpr const typename Pass::scalar* prepare_input(const Pass& pass) noexcept {
    using Run = typename Pass::run;
    using T = typename Pass::scalar;
    const T* const w = pass.parameters.data();
    T* const b = pass.scratch;
    if constexpr (input_in_steps) {
      if constexpr (Run::batch == 1) return w;
      constexpr std::size_t row = Gates * gate<Run>;
      kernel::pad_gates<T, H, Gates, gate<Run>>(1, w + In * sums, b);
      kernel::pad_gates<T, H, Gates, gate<Run>>(In, w, b + row);
      for (std::size_t i = 0; i < sums; ++i) {
        T& at = i < Both ? b[i / H * gate<Run> + i % H] : b[(1 + In) * row + i - Both];
        at = i < Both ? at + w[hidden_bias + i] : w[hidden_bias + i];
      }
      return b;
    } else {
      T* const z = b + bias_room<Run>;
      for (std::size_t i = 0; i < Both; ++i) b[i] = w[In * sums + i] + w[hidden_bias + i];
      for (std::size_t i = Both; i < sums; ++i) {
        b[i] = w[In * sums + i];
        b[sums + i - Both] = w[hidden_bias + i];
      }
      kernel::affine_forward<T, Run::batch, In, sums, 1>(pass.x, w, b, rows<T, Run::batch, sums>{z},
                                                         static_cast<T*>(nullptr), z + z_room<Run> + copy_room<Run>,
                                                         activation_map<Identity, false>{});
      return z;
    }
  }
  /// Pack n of a group of N of the input's part, of gate g from unit `at` on, of a row.
  template <std::size_t Both, class V, std::size_t N, std::size_t Valid, class Pass>
  [[gnu::always_inline]] static constexpr V input_sum(const Pass& pass, const typename Pass::scalar* prepared,
                                                      std::size_t row, std::size_t g, std::size_t at,
                                                      std::size_t n) noexcept {
    using Run = typename Pass::run;
    if constexpr (!input_in_steps) return simd::load<V>(prepared + row * sums + g * H + at);
    else {
      const auto* const w = pass.parameters.data();
      V sum;
      if constexpr (Run::batch > 1) sum = simd::load<V>(prepared + g * gate<Run> + at);
      else {
        sum = kernel::load_unit<V, N, Valid>(n, w + In * sums + g * H + at);
        if (g * H < Both) sum += kernel::load_unit<V, N, Valid>(n, w + hidden_bias + g * H + at);
      }
#pragma GCC unroll 16
      for (std::size_t i = 0; i < In; ++i)
        sum += simd::broadcast<V>(pass.x.data[row * In + i]) *
               (1 < Run::batch ? simd::load<V>(prepared + ((1 + i) * Gates + g) * gate<Run> + at)
                               : kernel::load_unit<V, N, Valid>(n, w + i * sums + g * H + at));
      return sum;
    }
  }
  /// Pack n of a group of N of the b_hh that is not among the first Both sums.
  template <std::size_t Both, class V, std::size_t N, std::size_t Valid, class Pass>
  [[gnu::always_inline]] static constexpr V other_bias(const Pass& pass, std::size_t at, std::size_t n) noexcept {
    using Run = typename Pass::run;
    if constexpr (input_in_steps && Run::batch == 1)
      return kernel::load_unit<V, N, Valid>(n, pass.parameters.data() + hidden_bias + Both + at);
    else return simd::load<V>(pass.scratch + (input_in_steps ? (1 + In) * Gates * gate<Run> : sums) + at);
  }
  /// W_hh, or its copy behind what the input needs.
  template <class Pass>
  [[gnu::always_inline]] static constexpr const typename Pass::scalar* step_weights(const Pass& pass) noexcept {
    using Run = typename Pass::run;
    const auto* const w = pass.parameters.data() + hidden_weights;
    if constexpr (!padded<Run>) return w;
    else {
      auto* const copy = pass.scratch + input_room<Run>;
      kernel::pad_gates<typename Pass::scalar, H, Gates, gate<Run>>(H, w, copy);
      return copy;
    }
  }
  /// h before step t, stream by stream, and the distance between streams.
  template <class T> struct hidden {
    const T* h;
    std::size_t stride;
  };
  template <class Pass>
  [[gnu::always_inline]] static constexpr hidden<typename Pass::scalar> hidden_before(const Pass& pass,
                                                                                      std::size_t t) noexcept {
    if (t == 0) return {pass.state.data, pass.state.stride};
    return {pass.y.data + (t - 1) * Pass::streams * H, H};
  }
  /// Keeps h of the state for backward, before the first step.
  template <class Pass> static constexpr void keep_first(const Pass& pass) noexcept {
    if constexpr (Pass::training)
      for (std::size_t s = 0; s < Pass::streams; ++s)
        for (std::size_t i = 0; i < H; ++i) pass.cache.first[s * H + i] = pass.state[s][i];
  }
  /// Moves h of the last step to the state.
  template <class Pass> static constexpr void keep_last(const Pass& pass) noexcept {
    const auto* const last = pass.y.data + (Pass::steps - 1) * Pass::streams * H;
    for (std::size_t s = 0; s < Pass::streams; ++s)
      for (std::size_t i = 0; i < H; ++i) pass.state[s][i] = last[s * H + i];
  }
  /// h before each row, in backward: those of the first step from the cache, then y of the step before.
  template <class Pass, class T> static constexpr void hidden_of_rows(const Pass& pass, T* before) noexcept {
    constexpr std::size_t first = Pass::streams * H;
    for (std::size_t i = 0; i < first; ++i) before[i] = pass.cache.first[i];
    for (std::size_t i = first; i < Pass::batch * H; ++i) before[i] = pass.y.data[i - first];
  }
  /// dx, then the gradients of both matrices, each as one product over all rows. A sink that descends changes the
  /// weights, so dx is first. dz and dz_hidden: of the sums with the inputs, and with h.
  template <class Pass, class T>
  static constexpr void input_gradients(const Pass& pass, const T* dz, T* scratch) noexcept {
    using Run = typename Pass::run;
    const rows<const T, Run::batch, sums> of{dz};
    if constexpr (Pass::wants_dx)
      kernel::affine_dx<T, Run::batch, In, sums, 1>(of, pass.parameters.data(), pass.dx, scratch);
    kernel::affine_dw<T, Run::batch, In, sums, 1>(pass.x, of, pass.dparameters, scratch);
  }
  template <class Pass, class T>
  static constexpr void hidden_gradients(const Pass& pass, const T* before, const T* dz, T* scratch) noexcept {
    using Run = typename Pass::run;
    kernel::affine_dw<T, Run::batch, H, sums, 1>(rows<const T, Run::batch, H>{before},
                                                 rows<const T, Run::batch, sums>{dz},
                                                 pass.dparameters.from(hidden_weights), scratch);
  }
};

}  // namespace sinew::_detail
