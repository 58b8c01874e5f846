#pragma once
/// \file
/// A causal convolution with a stride, for a net each step of which has several inputs: what CausalConv1D with Stride
/// is, once its input is known.

#include <array>
#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/shape/window.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/memory/batch_view.hpp>
#include <sinew/kernel/affine.hpp>
#include <sinew/kernel/causal.hpp>
#include <sinew/activation/concept.hpp>
#include <sinew/activation/identity.hpp>
#include <sinew/layer/causal_gradients.hpp>
#include <sinew/layer/pass.hpp>
#include <sinew/layer/traits.hpp>

namespace SINEW_NAMESPACE::_detail {

/// PerStep inputs of In channels make PerStep / Along.stride outputs of Out in each step. The inputs of all taps are
/// copied side by side, of each output, so that all outputs are one product.
template <std::size_t PerStep, std::size_t In, std::size_t Out, window Along, std::size_t Groups, class Activation,
          class Parameters>
struct strided_causal : Parameters {
  using input = shape<PerStep, In>;
  using output = shape<PerStep / Along.stride, Out>;
  using activation = Activation;
  using no_gradient = no_gradient_of<activation>;
  using Parameters::has_bias, Parameters::weights;
  static constexpr std::size_t per_step = PerStep / Along.stride, multiply_adds = per_step * weights;
  /// The inputs of a stream that are kept.
  static constexpr std::size_t kept = _detail::inputs_before(Along.kernel, Along.dilation, Along.stride);
  static constexpr std::size_t state_values = kept == 0 ? 0 : bounded_product(kept, In) + 1;
  static constexpr std::size_t modules = std::is_same_v<activation, Identity> ? 1 : 2;
  static auto onnx(auto& graph, auto x) { return graph.convolve_steps(x, Along, In, Groups, PerStep, kept, has_bias); }

 private:
  using gradients = causal_gradients<In, Out, Along.kernel, Groups, has_bias, PerStep, Along.stride>;
  static constexpr std::size_t in = In / Groups, out = Out / Groups, depth = Along.kernel * in;
  template <class Run> static constexpr std::size_t room(std::size_t n) noexcept {
    return whole_lines<typename Run::scalar>(n);
  }
  /// The outputs of a pass.
  template <class Run> static constexpr std::size_t count{Run::batch * per_step};
  template <class Run> static constexpr std::size_t past_room{room<Run>(Run::streams * kept * In)};
  template <class Run> static constexpr std::size_t taps_room{room<Run>(count<Run> * depth)};
  template <class Run> static constexpr std::size_t weights_room{Groups == 1 ? 0 : room<Run>(depth * out)};
  template <class Run> static constexpr std::size_t bias_room{room<Run>(out)};
  template <class Run> static constexpr std::size_t group_room{Groups == 1 ? 0 : room<Run>(count<Run> * out)};
  template <class Run>
  static constexpr std::size_t dz_room{std::is_same_v<activation, Identity> ? 0 : room<Run>(count<Run> * Out)};
  using plain = activation_map<Identity, false>;

 public:
  /// Whether the cache holds z. (Public: clang 14 rejects private members in the cache's requires clause.)
  template <class Run> static constexpr bool keeps_z{Run::training && KeepsInput<activation>};
  template <class Run> static constexpr std::size_t scratch{
      max_of(past_room<Run> + taps_room<Run> + weights_room<Run> + bias_room<Run> + group_room<Run> +
                 kernel::affine_forward_scratch<typename Run::scalar, count<Run>, depth, out, 1>,
             Run::training ? dz_room<Run> + gradients::template scratch<Run> : 0)};
  /// What backward needs: the inputs before the pass, and z.
  template <class Run>
  requires(kept > 0 || keeps_z<Run>) struct cache {
    /// the inputs before the pass, stream by stream, the oldest first
    alignas(line_bytes) std::array<typename Run::scalar, Run::streams * kept * In> past{};
    /// the inputs of the activation
    alignas(line_bytes) std::array<typename Run::scalar, keeps_z<Run> ? count<Run> * Out : 0> z{};
  };

  static constexpr void forward(ForwardPass auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    using T = typename Run::scalar;
    T *z = pass.y.data, *past = pass.scratch, *const taps = past + past_room<Run>, *const w = taps + taps_room<Run>,
      *const b = w + weights_room<Run>, *const of_group = b + bias_room<Run>, *const rest = of_group + group_room<Run>;
    if constexpr (keeps_z<Run>) z = pass.cache.z.data();
    if constexpr (kept > 0) {
      if constexpr (Run::training) past = pass.cache.past.data();
      for (std::size_t s = 0; s < Run::streams; ++s) {
        T* const state = pass.state.data + s * pass.state.stride;
        kernel::ring<T, In> before{state, kept, _detail::index_of_scalar(state[kept * In], kept)};
        before.copy_to(past + s * kept * In);
        for (std::size_t t = 0; t < Run::steps; ++t)
          before.append(pass.x.data + (t * Run::streams + s) * PerStep * In, PerStep);
        state[kept * In] = static_cast<T>(before.next);
      }
    }
    const T* const parameters = pass.parameters.data();
    for (std::size_t g = 0; g < Groups; ++g) {
      gradients::template gather<Run>(Along.dilation, pass.x.data + g * in, past + g * in, taps);
      for (std::size_t o = 0; o < out; ++o) {
        if constexpr (has_bias) b[o] = parameters[weights + g * out + o];
        else b[o] = T(0);
      }
      const rows<const T, count<Run>, depth> of_x{taps};
      if constexpr (Groups == 1)
        kernel::affine_forward<T, count<Run>, depth, out, 1>(of_x, parameters, b, rows<T, count<Run>, out>{z},
                                                             static_cast<T*>(nullptr), rest, plain{});
      else {
        for (std::size_t i = 0; i < depth; ++i) kernel::copy_scalars(parameters + i * Out + g * out, out, w + i * out);
        kernel::affine_forward<T, count<Run>, depth, out, 1>(of_x, w, b, rows<T, count<Run>, out>{of_group},
                                                             static_cast<T*>(nullptr), rest, plain{});
        for (std::size_t r = 0; r < count<Run>; ++r)
          kernel::copy_scalars(static_cast<const T*>(of_group + r * out), out, z + r * Out + g * out);
      }
    }
    if constexpr (!std::is_same_v<activation, Identity>)
      _detail::activate_values<activation, count<Run> * Out>(static_cast<const T*>(z), pass.y.data);
  }

  static constexpr void backward(BackwardPass auto pass) noexcept {
    using Pass = decltype(pass);
    using Run = typename Pass::run;
    using T = typename Run::scalar;
    const T *dz = pass.dy.data, *past = nullptr;
    if constexpr (!Pass::dy_is_dz && !std::is_same_v<activation, Identity>) {
      const T* values = pass.y.data;
      if constexpr (keeps_z<Run>) values = pass.cache.z.data();
      _detail::backpropagate<activation>(count<Run> * Out, pass.dy.data, values, pass.scratch);
      dz = pass.scratch;
    }
    if constexpr (kept > 0) past = pass.cache.past.data();
    if constexpr (Pass::wants_dx)
      for (std::size_t i = 0; i < Run::batch * PerStep * In; ++i) pass.dx.data[i] = T(0);
    gradients::template run<Run, Pass::wants_dx>(Along.dilation, pass.x.data, past, pass.parameters.data(), dz,
                                                 pass.dx.data, pass.dparameters, pass.scratch + dz_room<Run>);
  }
};

/// The inputs of a step that a convolution with this stride takes, where In reaches it: those of In, or the next
/// multiple of the stride, whose shape then differs from In.
template <std::size_t Stride, class In> inline constexpr std::size_t inputs_of_a_step = Stride;
template <std::size_t Stride, std::size_t T, std::size_t C>
inline constexpr std::size_t inputs_of_a_step<Stride, shape<T, C>> = T <= Stride ? Stride
                                                                                 : (T + Stride - 1) / Stride* Stride;

}  // namespace sinew::_detail
