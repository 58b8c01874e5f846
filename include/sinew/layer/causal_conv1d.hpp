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
#include <sinew/layer/causal_gradients.hpp>
#include <sinew/layer/conv2d.hpp>
#include <sinew/layer/gradient_sink.hpp>
#include <sinew/layer/options.hpp>
#include <sinew/layer/pass.hpp>
#include <sinew/layer/strided_causal.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/layer/weight_index.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

template <std::size_t In, std::size_t Out, std::size_t Kernel, class... Options> using causal_parameters_of =
    causal_parameters<In, Out, Kernel, max_of<std::size_t>(1, convolution_options<Options...>::groups),
                      convolution_options<Options...>::bias, typename convolution_options<Options...>::initializer>;

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
/// see layer/options.hpp; Stride, with which steps have several inputs, is below.
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
template <std::size_t In, std::size_t Out, std::size_t Kernel, class... Options> struct CausalConv1D
    : _detail::causal_parameters_of<In, Out, Kernel, Options...> {
 private:
  using base = _detail::causal_parameters_of<In, Out, Kernel, Options...>;
  using said = _detail::convolution_options<Options...>;
  using unknown =
      typename said::template unknown_along<_detail::subject::stride, _detail::subject::padding,
                                            _detail::subject::kernel_width, _detail::subject::output_padding>;
  static constexpr auto along = _detail::windows_along<Options...>(Kernel, 1).cols;

 public:
  using input = shape<In>;
  using output = shape<Out>;
  using activation = typename said::activation;
  using no_gradient = _detail::no_gradient_of<activation>;
  /// The distance between taps in steps.
  static constexpr std::size_t dilation = along.dilation;
  /// The inputs of a stream that are kept.
  static constexpr std::size_t kept = _detail::inputs_before(Kernel, dilation, 1);
  /// The groups of channels.
  static constexpr std::size_t groups = _detail::max_of<std::size_t>(1, said::groups);
  using base::has_bias, base::weights;
  static constexpr std::size_t multiply_adds = weights;
  static constexpr std::size_t state_values = kept == 0 ? 0 : _detail::bounded_product(kept, In) + 1;
  static constexpr std::size_t modules = std::is_same_v<activation, Identity> ? 1 : 2;
  static auto onnx(auto& graph, auto x) { return graph.convolve_steps(x, along, In, groups, 1, kept, has_bias); }
  using fault = typename decltype(_detail::causal_fault<CausalConv1D, said, unknown, In, Out, Kernel, along>())::type;

 private:
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

/// The same with Stride<S>: y once in S inputs, in a net each step of which has T inputs, a multiple of S. For output j
/// of T / S, and x[n] of all inputs of the stream, n = t·T + j·S + S − 1 being the last one of S,
///
///     y[t, j, o] = act(b[o] + Σ_{k, i} W[k, i, o] · x[n − (Kernel − 1 − k)·dilation, i])
///
/// Strided layers are stacked, as in the encoders of neural codecs: each has fewer inputs a step than the one before.
/// The last one's single output becomes a vector by LastStep:
///
///     Net<Input<8, 1>, CausalConv1D<1, 16, 4, Stride<4>, ELU>,   // 8 samples of sound a step: 2 × 16
///         CausalConv1D<16, 32, 4, Stride<2>, ELU>, LastStep,     // 32 values
///         GRU<32, 32>, Dense<32, 2>>
///
/// Stride<1> is a convolution among such layers, of T outputs.
/// Shapes: x (Batch, T, In), y (Batch, T / S, Out), where rows are steps × streams, time-major.
/// State: the last (Kernel − 1)·dilation + 1 − S inputs of each stream in a ring, if there are any, and the index.
/// Cost: that of T / S steps without Stride, and a copy of the inputs of all taps.
/// Misuse: as without Stride; inputs that are no multiple of S, or a vector → mistake::shape_mismatch; as the first
/// layer → mistake::start_the_net_with_Input.
/// PyTorch: Conv1d(In, Out, Kernel, stride=S, dilation=…, groups=…) of (Batch, In, steps·T) after padding
/// (Kernel − 1)·dilation + 1 − S zeros on the left (cutting, where that is negative).
template <std::size_t In, std::size_t Out, std::size_t Kernel, class... Options>
requires(_detail::first_true({_detail::subject_of<Options> == _detail::subject::stride...}) < sizeof...(Options))  //
    struct CausalConv1D<In, Out, Kernel, Options...> {
 private:
  using said = _detail::convolution_options<Options...>;
  using unknown = typename said::template unknown_along<_detail::subject::padding, _detail::subject::kernel_width,
                                                        _detail::subject::output_padding>;

 public:
  /// The taps along the inputs. (Public, as the two below: clang 14 rejects private members in an alias.)
  static constexpr _detail::window along = _detail::windows_along<Options...>(Kernel, 1).cols;
  using fault = typename decltype(_detail::causal_fault<CausalConv1D, said, unknown, In, Out, Kernel, along>())::type;
  /// The inputs of a step where the shape X reaches the layer.
  template <class X> static constexpr std::size_t per_step =
      _detail::inputs_of_a_step<_detail::max_of<std::size_t>(1, along.stride), X>;
  /// Used by the library: the layer with so many inputs a step.
  template <std::size_t PerStep> struct bound
      : _detail::strided_causal<PerStep, In, Out, along, said::groups, typename said::activation,
                                _detail::causal_parameters_of<In, Out, Kernel, Options...>> {};
  template <class X> using on = typename _detail::first_of<fault, bound<per_step<X>>>::type;
};

}  // namespace sinew
