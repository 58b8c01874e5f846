#pragma once
/// \file
/// What causal convolutions have in common: their parameters, mistakes and gradients.

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/kernel.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/mistake/image.hpp>
#include <sinew/mistake/layer.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/memory/batch_view.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/kernel/affine.hpp>
#include <sinew/kernel/causal.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/initializer/concept.hpp>
#include <sinew/initializer/fault.hpp>
#include <sinew/activation/concept.hpp>
#include <sinew/activation/identity.hpp>
#include <sinew/layer/conv2d.hpp>
#include <sinew/layer/gradient_sink.hpp>
#include <sinew/layer/options.hpp>
#include <sinew/layer/pass.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/layer/weight_index.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The index below `end` that a scalar of a state stands for; 0 if it stands for none.
template <class T> constexpr std::size_t index_of_scalar(T scalar, std::size_t end) noexcept {
  return scalar > T(0) && scalar < static_cast<T>(end) ? static_cast<std::size_t>(scalar) : 0;
}

/// y[i] = A(z[i]) for N values; y may be z.
template <class A, std::size_t N, class T>
[[gnu::noinline, SINEW_KERNEL]] constexpr void activate_values(const T* z, T* y) noexcept {
  cover<T, N>([&]<class V>(std::size_t i)
                  __attribute__((always_inline)) { store<V>(y + i, activate<A, V>(load<V>(z + i))); });
}

/// How many inputs before a step's own a causal convolution reaches, for a stride over S of them.
constexpr std::size_t inputs_before(std::size_t kernel, std::size_t dilation, std::size_t s) noexcept {
  const std::size_t back = kernel == 0 ? 0 : bounded_product(kernel - 1, dilation);
  return back + 1 > s ? back + 1 - s : 0;
}

/// What backward of a causal convolution computes from dz, for Groups groups of channels. Rows are those of a pass,
/// time-major; past: the inputs before the pass, stream by stream, the oldest first. Weights are (Kernel, In / Groups,
/// Out), then biases. A row has PerStep inputs, one after the other, and an output for each Stride of them, whose last
/// tap has the last of them.
template <std::size_t In, std::size_t Out, std::size_t Kernel, std::size_t Groups, bool Bias, std::size_t PerStep = 1,
          std::size_t Stride = 1>
struct causal_gradients {
  static constexpr std::size_t in = In / Groups, out = Out / Groups, depth = Kernel * in;
  /// The outputs of a pass.
  template <class Run> static constexpr std::size_t count{Run::batch * (PerStep / Stride)};
  static constexpr bool at_once = Groups == 1 && Bias;  ///< gradients go to the sink directly
  template <class Run> static constexpr std::size_t taps_room{whole_lines<typename Run::scalar>(count<Run> * depth)};
  template <class Run>
  static constexpr std::size_t dz_room{Groups == 1 ? 0 : whole_lines<typename Run::scalar>(count<Run> * out)};
  template <class Run>
  static constexpr std::size_t weights_room{at_once ? 0 : whole_lines<typename Run::scalar>(depth * out + out)};
  template <class Run> static constexpr std::size_t scratch{
      2 * taps_room<Run> + dz_room<Run> + weights_room<Run> +
      max_of(kernel::affine_dx_scratch<typename Run::scalar, count<Run>, depth, out, 1>,
             kernel::affine_dw_scratch<typename Run::scalar, count<Run>, depth, out, 1>)};

  /// Adds dx, if it is wanted, and gives the gradients of w and of the biases to the sink.
  template <class Run, bool WantsDx, class T> static constexpr void run(std::size_t dilation, const T* x, const T* past,
                                                                        const T* w, const T* dz, T* dx, auto sink,
                                                                        T* scratch) noexcept {
    if constexpr (!WantsDx && discards<decltype(sink)>) return;
    T *const taps = scratch, *const dtaps = taps + taps_room<Run>, *const dz_of_group = dtaps + taps_room<Run>,
             *const weights = dz_of_group + dz_room<Run>, *const rest = weights + weights_room<Run>;
    for (std::size_t g = 0; g < Groups; ++g) {
      const T *own_dz = dz, *own_w = w;
      if constexpr (Groups > 1) {
        for (std::size_t r = 0; r < count<Run>; ++r)
          kernel::copy_scalars(dz + r * Out + g * out, out, dz_of_group + r * out);
        for (std::size_t i = 0; i < depth; ++i) kernel::copy_scalars(w + i * Out + g * out, out, weights + i * out);
        own_dz = dz_of_group;
        own_w = weights;
      }
      gather<Run>(dilation, x + g * in, past == nullptr ? past : past + g * in, taps);
      if constexpr (WantsDx) {
        kernel::affine_dx<T, count<Run>, depth, out, 1>(rows<const T, count<Run>, out>{own_dz}, own_w,
                                                        rows<T, count<Run>, depth>{dtaps}, rest);
        scatter<Run>(dilation, dtaps, dx + g * in);
      }
      const rows<const T, count<Run>, depth> of_x{taps};
      const rows<const T, count<Run>, out> of_z{own_dz};
      if constexpr (discards<decltype(sink)>) continue;
      else if constexpr (at_once) kernel::affine_dw<T, count<Run>, depth, out, 1>(of_x, of_z, sink, rest);
      else {
        kernel::affine_dw<T, count<Run>, depth, out, 1>(of_x, of_z, overwrite(weights), rest);
        for (std::size_t i = 0; i < depth; ++i)
          for (std::size_t o = 0; o < out; ++o) sink.add(i * Out + g * out + o, weights[i * out + o]);
        if constexpr (Bias)
          for (std::size_t o = 0; o < out; ++o) sink.add(depth * Out + g * out + o, weights[depth * out + o]);
      }
    }
  }

 private:
  /// The place in x of input `at` of stream s.
  template <class Run> static constexpr std::size_t place(std::size_t at, std::size_t s) noexcept {
    return (at / PerStep * Run::streams + s) * PerStep + at % PerStep;
  }
  /// The last input of output j of step t, among those of its stream.
  static constexpr std::size_t last_of(std::size_t t, std::size_t j) noexcept {
    return t * PerStep + (j + 1) * Stride - 1;
  }

 public:
  /// The inputs of all taps of each output, side by side.
  template <class Run, class T>
  static constexpr void gather(std::size_t dilation, const T* x, const T* past, T* taps) noexcept {
    const std::size_t kept = _detail::inputs_before(Kernel, dilation, Stride);
    for (std::size_t t = 0; t < Run::batch / Run::streams; ++t)
      for (std::size_t s = 0; s < Run::streams; ++s)
        for (std::size_t j = 0; j < PerStep / Stride; ++j)
          for (std::size_t k = 0; k < Kernel; ++k, taps += in) {
            const std::size_t back = (Kernel - 1 - k) * dilation, at = last_of(t, j);
            kernel::copy_scalars(
                at >= back ? x + place<Run>(at - back, s) * In : past + (s * kept + kept + at - back) * In, in, taps);
          }
  }

 private:
  /// Adds the gradients of the taps to those of the inputs. Those of inputs before the pass end here.
  template <class Run, class T> static constexpr void scatter(std::size_t dilation, const T* dtaps, T* dx) noexcept {
    for (std::size_t k = 0; k < Kernel; ++k) {
      const T* from = dtaps + k * in;
      const std::size_t back = (Kernel - 1 - k) * dilation;
      for (std::size_t t = 0; t < Run::batch / Run::streams; ++t)
        for (std::size_t s = 0; s < Run::streams; ++s)
          for (std::size_t j = 0; j < PerStep / Stride; ++j, from += depth) {
            if (last_of(t, j) < back) continue;
            T* const to = dx + place<Run>(last_of(t, j) - back, s) * In;
            sweep<T>(in, [&]<class V>(std::size_t i) { store<V>(to + i, V(load<V>(to + i) + load<V>(from + i))); });
          }
    }
  }
};

/// The most inputs that a causal convolution keeps of a stream: a scalar counts them.
inline constexpr std::size_t most_kept_steps = std::size_t{1} << 24;

/// The parameters of a causal convolution: W (Kernel, In / Groups, Out), then b (Out).
template <std::size_t In, std::size_t Out, std::size_t Kernel, std::size_t Groups, bool Bias, class Init>
struct causal_parameters {
  /// Whether there are biases.
  static constexpr bool has_bias = Bias;
  /// The number of weights, behind which biases begin.
  static constexpr std::size_t weights = bounded_product(Kernel, bounded_product(In / Groups, Out));
  static constexpr std::size_t parameters = weights + (Bias ? Out : 0);
  static constexpr bool gradients_once = true;

  /// The names of the indices of a weight.
  using WeightIndex = causal_weight_index;
  /// The indices among the parameters of the weight from input i, counted within its group, of tap k to output o, and
  /// of the bias of output o. Tap Kernel − 1 is the latest input.
  /// Precondition: i < In / Groups, k < Kernel, o < Out.
  static constexpr std::size_t weight_index(std::size_t i, std::size_t k, std::size_t o) noexcept {
    constexpr const char* function = "weight(channel, tap, out)";
    _detail::check_index({function, "channel"}, i, In / Groups);
    _detail::check_index({function, "tap"}, k, Kernel);
    _detail::check_index({function, "out"}, o, Out);
    return (k * (In / Groups) + i) * Out + o;
  }
  /// The same with named indices.
  static constexpr std::size_t weight_index(WeightIndex at) noexcept {
    return weight_index(at.channel, at.tap, at.out);
  }
  static constexpr std::size_t bias_index(std::size_t o) noexcept requires(Bias) {
    _detail::check_index({"bias(out)", "out"}, o, Out);
    return weights + o;
  }
  static constexpr void tensors(auto& list) {
    list.parameter("weight", {Out, In / Groups, Kernel}, {1, Out, In / Groups * Out}, 0);
    if constexpr (Bias) list.parameter("bias", {Out}, {1}, weights);
  }

  /// Draws W and the biases.
  template <class T> static constexpr void initialize(std::span<T, parameters> all, Engine& engine) noexcept {
    initialize_by<Init>(all, engine);
  }
  template <class By, class T>
  static constexpr void initialize_by(std::span<T, parameters> all, Engine& engine) noexcept {
    _detail::fill_parameters<By, T>(
        std::span<T>(all.data(), weights), std::span<T>(all.data() + weights, parameters - weights),
        {Kernel * (In / Groups), Kernel * (Out / Groups), Kernel * (In / Groups), Out}, engine);
  }
};

/// The reason why the causal convolution Written refuses its options, of which it does not know Unknown, or its sizes;
/// or nothing.
template <class Written, class Options, class Unknown, std::size_t In, std::size_t Out, std::size_t Kernel,
          window Along>
consteval auto causal_fault() {
  constexpr std::size_t groups = Options::groups;
  if constexpr (!std::is_same_v<Unknown, nothing>)
    return std::type_identity<refuse<mistake::not_an_option, Written, Unknown>>{};
  else if constexpr (!std::is_same_v<typename Options::twice, nothing>)
    return std::type_identity<refuse<mistake::option_given_twice, Written, typename Options::twice>>{};
  else if constexpr (!std::is_same_v<activation_fault<typename Options::activation>, nothing>)
    return std::type_identity<activation_fault<typename Options::activation>>{};
  else if constexpr (!std::is_same_v<initializer_fault<typename Options::initializer>, nothing>)
    return std::type_identity<initializer_fault<typename Options::initializer>>{};
  else if constexpr (In == 0 || Out == 0 || groups == 0 || _detail::is_empty(Along))
    return std::type_identity<refuse<mistake::zero_size, Written>>{};
  else if constexpr (In % groups != 0)
    return std::type_identity<refuse<mistake::groups_do_not_divide, Groups<groups>, given<channels<In>>>>{};
  else if constexpr (Out % groups != 0)
    return std::type_identity<refuse<mistake::groups_do_not_divide, Groups<groups>, given<channels<Out>>>>{};
  else if constexpr (bounded_product(_detail::inputs_before(Kernel, Along.dilation, Along.stride), In) >
                     most_kept_steps)
    return std::type_identity<refuse<mistake::absurd_size, Written, expected<at_most<scalars<most_kept_steps>>>>>{};
  else return std::type_identity<nothing>{};
}

}  // namespace sinew::_detail
