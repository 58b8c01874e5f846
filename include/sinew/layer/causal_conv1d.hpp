#pragma once
/// \file
/// CausalConv1D<In, Out, Kernel, Options...>: a convolution along the steps of a sequence.

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

namespace SINEW_NAMESPACE {

namespace _detail {

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

/// What backward of a causal convolution computes from dz, for Groups groups of channels. Rows are those of a pass,
/// time-major; past: the inputs before the pass, stream by stream, (Kernel − 1)·dilation rows of each, the oldest
/// first. Weights are (Kernel, In / Groups, Out), then biases.
template <std::size_t In, std::size_t Out, std::size_t Kernel, std::size_t Groups, bool Bias> struct causal_gradients {
  static constexpr std::size_t in = In / Groups, out = Out / Groups, depth = Kernel * in;
  static constexpr bool at_once = Groups == 1 && Bias;  ///< gradients go to the sink directly
  template <class Run> static constexpr std::size_t taps_room{whole_lines<typename Run::scalar>(Run::batch * depth)};
  template <class Run>
  static constexpr std::size_t dz_room{Groups == 1 ? 0 : whole_lines<typename Run::scalar>(Run::batch * out)};
  template <class Run>
  static constexpr std::size_t weights_room{at_once ? 0 : whole_lines<typename Run::scalar>(depth * out + out)};
  template <class Run> static constexpr std::size_t scratch{
      2 * taps_room<Run> + dz_room<Run> + weights_room<Run> +
      max_of(kernel::affine_dx_scratch<typename Run::scalar, Run::batch, depth, out, 1>,
             kernel::affine_dw_scratch<typename Run::scalar, Run::batch, depth, out, 1>)};

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
        for (std::size_t r = 0; r < Run::batch; ++r)
          kernel::copy_scalars(dz + r * Out + g * out, out, dz_of_group + r * out);
        for (std::size_t i = 0; i < depth; ++i) kernel::copy_scalars(w + i * Out + g * out, out, weights + i * out);
        own_dz = dz_of_group;
        own_w = weights;
      }
      gather<Run>(dilation, x + g * in, past == nullptr ? past : past + g * in, taps);
      if constexpr (WantsDx) {
        kernel::affine_dx<T, Run::batch, depth, out, 1>(rows<const T, Run::batch, out>{own_dz}, own_w,
                                                        rows<T, Run::batch, depth>{dtaps}, rest);
        scatter<Run>(dilation, dtaps, dx + g * in);
      }
      const rows<const T, Run::batch, depth> of_x{taps};
      const rows<const T, Run::batch, out> of_z{own_dz};
      if constexpr (discards<decltype(sink)>) continue;
      else if constexpr (at_once) kernel::affine_dw<T, Run::batch, depth, out, 1>(of_x, of_z, sink, rest);
      else {
        kernel::affine_dw<T, Run::batch, depth, out, 1>(of_x, of_z, overwrite(weights), rest);
        for (std::size_t i = 0; i < depth; ++i)
          for (std::size_t o = 0; o < out; ++o) sink.add(i * Out + g * out + o, weights[i * out + o]);
        if constexpr (Bias)
          for (std::size_t o = 0; o < out; ++o) sink.add(depth * Out + g * out + o, weights[depth * out + o]);
      }
    }
  }

 private:
  /// The inputs of all taps of each row, side by side.
  template <class Run, class T>
  static constexpr void gather(std::size_t dilation, const T* x, const T* past, T* taps) noexcept {
    const std::size_t kept = (Kernel - 1) * dilation;
    for (std::size_t t = 0, r = 0; t < Run::batch / Run::streams; ++t)
      for (std::size_t s = 0; s < Run::streams; ++s, ++r)
        for (std::size_t k = 0; k < Kernel; ++k) {
          const std::size_t back = (Kernel - 1 - k) * dilation;
          const T* const from =
              t >= back ? x + (r - back * Run::streams) * In : past + (s * kept + kept + t - back) * In;
          kernel::copy_scalars(from, in, taps + r * depth + k * in);
        }
  }
  /// Adds the gradients of the taps to those of the inputs. Those of inputs before the pass end here.
  template <class Run, class T> static constexpr void scatter(std::size_t dilation, const T* dtaps, T* dx) noexcept {
    for (std::size_t k = 0; k < Kernel; ++k) {
      const std::size_t back = (Kernel - 1 - k) * dilation;
      if (back >= Run::batch / Run::streams) continue;
      for (std::size_t r = back * Run::streams; r < Run::batch; ++r) {
        const T* const from = dtaps + r * depth + k * in;
        T* const to = dx + (r - back * Run::streams) * In;
        sweep<T>(in, [&]<class V>(std::size_t i) { store<V>(to + i, V(load<V>(to + i) + load<V>(from + i))); });
      }
    }
  }
};

/// The most inputs that a causal convolution keeps of a stream: a scalar counts them.
inline constexpr std::size_t most_kept_steps = std::size_t{1} << 24;

}  // namespace _detail

/// A convolution along the steps of a sequence, of which y of a step depends on the inputs of this step and of steps
/// before it:
///
///     y[t, o] = act(b[o] + Σ_{k, i} W[k, i, o] · x[t − (Kernel − 1 − k)·dilation, i])
///
/// Inputs before the first step of a stream are 0. A net with such a layer is per step: net(x, stream) computes one,
/// with what the layer keeps in a Stream, and net(xs, ys, stream) a block of steps. Conv1D with Padding<Kernel − 1, 0>
/// computes the same of a whole sequence that is one sample.
/// Shapes: x (Batch, In), y (Batch, Out), where rows are steps × streams, time-major.
/// Parameters: W (Kernel, In / Groups, Out), then b (Out). W[Kernel − 1] is for the input of the same step.
/// Options: in any order, an activation [Identity], an initializer [the activation's own], Dilation, Groups, NoBias;
/// see layer/options.hpp. There is no Stride: a net has as many outputs as inputs.
/// State: the last (Kernel − 1)·dilation inputs of each stream in a ring, then the index of the oldest one. A step
/// replaces one of them, and moves none.
/// Precision: a block of steps gives what single steps give up to 4 units in the last place of |b| + Σ|W·x|, as its
/// sums may be added in another order. States are the same to the bit.
/// Backward: gradients flow through the steps of a pass and end where it begins. Keeps the inputs before it (and z,
/// where act′ needs it).
/// Cost: 2·Kernel·In·Out / Groups flops a step, twice that backward.
/// Misuse: neighbours whose shapes differ → mistake::shape_mismatch; an extent of 0 → mistake::zero_size; Groups that
/// do not divide both numbers of channels → mistake::groups_do_not_divide; an unknown option → mistake::not_an_option;
/// two options of a kind → mistake::option_given_twice; more than 2²⁴ inputs to keep → mistake::absurd_size.
/// Source: van den Oord et al., "WaveNet: a generative model for raw audio", arXiv:1609.03499 (2016).
/// PyTorch: Conv1d(In, Out, Kernel, dilation=…, groups=…) after padding (Kernel − 1)·dilation zeros on the left; it
/// stores W as (Out, In / Groups, Kernel).
template <std::size_t In, std::size_t Out, std::size_t Kernel, class... Options> struct CausalConv1D {
 private:
  using said = _detail::convolution_options<Options...>;
  using unknown =
      typename said::template unknown_along<_detail::subject::stride, _detail::subject::padding,
                                            _detail::subject::kernel_width, _detail::subject::output_padding>;
  static constexpr std::size_t at_least_1(std::size_t n) noexcept { return n == 0 ? 1 : n; }

 public:
  using input = shape<In>;
  using output = shape<Out>;
  using activation = typename said::activation;
  using no_gradient = _detail::no_gradient_of<activation>;
  /// The distance between taps in steps.
  static constexpr std::size_t dilation = _detail::windows_along<Options...>(Kernel, 1).cols.dilation;
  /// The inputs of a stream that are kept.
  static constexpr std::size_t kept = Kernel == 0 ? 0 : _detail::bounded_product(Kernel - 1, dilation);
  /// The groups of channels.
  static constexpr std::size_t groups = at_least_1(said::groups);
  /// Whether there are biases.
  static constexpr bool has_bias = said::bias;
  /// The number of weights, behind which biases begin.
  static constexpr std::size_t weights = _detail::bounded_product(Kernel, _detail::bounded_product(In / groups, Out));
  static constexpr std::size_t parameters = weights + (has_bias ? Out : 0), multiply_adds = weights;
  static constexpr std::size_t state_values = kept == 0 ? 0 : _detail::bounded_product(kept, In) + 1;
  static constexpr std::size_t modules = std::is_same_v<activation, Identity> ? 1 : 2;
  static constexpr bool gradients_once = true;

 private:
  static consteval auto find_fault() {
    if constexpr (!std::is_same_v<unknown, mistake::nothing>)
      return std::type_identity<mistake::refuse<mistake::not_an_option, CausalConv1D, unknown>>{};
    else if constexpr (!std::is_same_v<typename said::twice, mistake::nothing>)
      return std::type_identity<mistake::refuse<mistake::option_given_twice, CausalConv1D, typename said::twice>>{};
    else if constexpr (!std::is_same_v<_detail::activation_fault<activation>, mistake::nothing>)
      return std::type_identity<_detail::activation_fault<activation>>{};
    else if constexpr (!std::is_same_v<_detail::initializer_fault<typename said::initializer>, mistake::nothing>)
      return std::type_identity<_detail::initializer_fault<typename said::initializer>>{};
    else if constexpr (In == 0 || Out == 0 || Kernel == 0 || dilation == 0 || said::groups == 0)
      return std::type_identity<mistake::refuse<mistake::zero_size, CausalConv1D>>{};
    else if constexpr (In % groups != 0)
      return std::type_identity<
          mistake::refuse<mistake::groups_do_not_divide, Groups<groups>, mistake::given<mistake::channels<In>>>>{};
    else if constexpr (Out % groups != 0)
      return std::type_identity<
          mistake::refuse<mistake::groups_do_not_divide, Groups<groups>, mistake::given<mistake::channels<Out>>>>{};
    else if constexpr (_detail::bounded_product(kept, In) > _detail::most_kept_steps)
      return std::type_identity<
          mistake::refuse<mistake::absurd_size, CausalConv1D,
                          mistake::expected<mistake::at_most<mistake::scalars<_detail::most_kept_steps>>>>>{};
    else return std::type_identity<mistake::nothing>{};
  }
  static constexpr bool by_channel = groups == In && groups == Out && In > 1;
  using sizes = kernel::tap_sizes<In / groups, Out / groups, In, Out>;
  using gradients = _detail::causal_gradients<In, Out, Kernel, groups, has_bias>;
  /// Without a state, all rows of a pass are steps of one stream.
  template <class Run> static constexpr std::size_t streams = kept == 0 ? 1 : Run::streams;
  template <class Run> static constexpr std::size_t steps = Run::batch / streams<Run>;
  template <class Run> static constexpr std::size_t block_room{
      streams<Run> == 1 ? 0 : _detail::whole_lines<typename Run::scalar>(steps<Run> * In)};
  template <class Run> static constexpr std::size_t dz_room{
      std::is_same_v<activation, Identity> ? 0 : _detail::whole_lines<typename Run::scalar>(Run::batch * Out)};

 public:
  using fault = typename decltype(find_fault())::type;
  /// Whether the cache holds z. (Public: clang 14 rejects private members in the cache's requires clause.)
  template <class Run> static constexpr bool keeps_z{Run::training && KeepsInput<activation>};
  template <class Run> static constexpr std::size_t scratch{
      _detail::max_of(block_room<Run> + kernel::causal_room<sizes, Kernel, typename Run::scalar>,
                      Run::training ? dz_room<Run> + gradients::template scratch<Run> : 0)};
  /// What backward needs: the inputs before the pass, and z.
  template <class Run>
  requires(kept > 0 || keeps_z<Run>) struct cache {
    /// the inputs before the pass, stream by stream, the oldest first
    alignas(_detail::line_bytes) std::array<typename Run::scalar, Run::streams * kept * In> past{};
    /// the inputs of the activation
    alignas(_detail::line_bytes) std::array<typename Run::scalar, keeps_z<Run> ? Run::batch * Out : 0> z{};
  };

  /// The names of the indices of a weight.
  using WeightIndex = _detail::causal_weight_index;
  /// The indices among the parameters of the weight from input i, counted within its group, of tap k to output o, and
  /// of the bias of output o. Tap Kernel − 1 is the input of the same step.
  /// Precondition: i < In / Groups, k < Kernel, o < Out.
  static constexpr std::size_t weight_index(std::size_t i, std::size_t k, std::size_t o) noexcept {
    constexpr const char* function = "weight(channel, tap, out)";
    _detail::check_index({function, "channel"}, i, In / groups);
    _detail::check_index({function, "tap"}, k, Kernel);
    _detail::check_index({function, "out"}, o, Out);
    return (k * (In / groups) + i) * Out + o;
  }
  /// The same with named indices.
  static constexpr std::size_t weight_index(WeightIndex at) noexcept {
    return weight_index(at.channel, at.tap, at.out);
  }
  static constexpr std::size_t bias_index(std::size_t o) noexcept requires(said::bias) {
    _detail::check_index({"bias(out)", "out"}, o, Out);
    return weights + o;
  }
  static constexpr void tensors(auto& list) {
    list.parameter("weight", {Out, In / groups, Kernel}, {1, Out, In / groups * Out}, 0);
    if constexpr (has_bias) list.parameter("bias", {Out}, {1}, weights);
  }

  static constexpr void forward(ForwardPass auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    using T = typename Run::scalar;
    constexpr std::size_t S = streams<Run>, n = steps<Run>;
    T *z = pass.y.data, *const block = pass.scratch, *const room = block + block_room<Run>;
    if constexpr (keeps_z<Run>) z = pass.cache.z.data();
    for (std::size_t s = 0; s < S; ++s) {
      const T* x = pass.x.data;
      if constexpr (S > 1) {
        for (std::size_t t = 0; t < n; ++t) kernel::copy_scalars(x + (t * S + s) * In, In, block + t * In);
        x = block;
      }
      kernel::ring<T, In> past{};
      if constexpr (kept > 0) {
        T* const state = pass.state.data + s * pass.state.stride;
        past = {state, kept, _detail::index_of_scalar(state[kept * In], kept)};
        if constexpr (Run::training) past.copy_to(pass.cache.past.data() + s * kept * In);
      }
      convolve(n, x, past, pass.parameters.data(), z + s * Out, S * Out, room);
      if constexpr (kept > 0) {
        past.append(x, n);
        pass.state.data[s * pass.state.stride + kept * In] = static_cast<T>(past.next);
      }
    }
    if constexpr (!std::is_same_v<activation, Identity>)
      _detail::activate_values<activation, Run::batch * Out>(static_cast<const T*>(z), pass.y.data);
  }

  static constexpr void backward(BackwardPass auto pass) noexcept {
    using Pass = decltype(pass);
    using Run = typename Pass::run;
    using T = typename Run::scalar;
    const T *dz = pass.dy.data, *past = nullptr;
    if constexpr (!Pass::dy_is_dz && !std::is_same_v<activation, Identity>) {
      const T* values = pass.y.data;
      if constexpr (keeps_z<Run>) values = pass.cache.z.data();
      _detail::backpropagate<activation>(Run::batch * Out, pass.dy.data, values, pass.scratch);
      dz = pass.scratch;
    }
    if constexpr (kept > 0) past = pass.cache.past.data();
    if constexpr (Pass::wants_dx)
      for (std::size_t i = 0; i < Run::batch * In; ++i) pass.dx.data[i] = T(0);
    gradients::template run<Run, Pass::wants_dx>(dilation, pass.x.data, past, pass.parameters.data(), dz, pass.dx.data,
                                                 pass.dparameters, pass.scratch + dz_room<Run>);
  }

  /// Draws W and the biases.
  template <class T> static constexpr void initialize(std::span<T, parameters> all, Engine& engine) noexcept {
    initialize_by<typename said::initializer>(all, engine);
  }
  template <class By, class T>
  static constexpr void initialize_by(std::span<T, parameters> all, Engine& engine) noexcept {
    _detail::fill_parameters<By, T>(
        std::span<T>(all.data(), weights), std::span<T>(all.data() + weights, parameters - weights),
        {Kernel * (In / groups), Kernel * (Out / groups), Kernel * (In / groups), Out}, engine);
  }

 private:
  /// z of a block of one stream, in rows that are `stride` apart.
  template <class T> static constexpr void convolve(std::size_t n, const T* x, const kernel::ring<T, In>& past,
                                                    const T* w, T* z, std::size_t stride, T* room) noexcept {
    const T* const bias = has_bias ? w + weights : nullptr;
    if constexpr (by_channel) kernel::causal_product_by_channel<In, Kernel>(n, x, past, dilation, w, bias, z, stride);
    else
      for (std::size_t g = 0; g < groups; ++g) {
        constexpr std::size_t out = Out / groups;
        kernel::causal_product<sizes, Kernel>(n, x, past, g * (In / groups), dilation, w + g * out,
                                              kernel::tap_start<T>{.bias = has_bias ? bias + g * out : nullptr},
                                              z + g * out, stride, room);
      }
  }
};

}  // namespace sinew
