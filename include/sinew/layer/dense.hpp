#pragma once
/// \file
/// Dense<In, Out, Activation, Initializer>: the fully connected layer.

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/mistake/layer.hpp>
#include <sinew/mistake/training.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/memory/batch_view.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/kernel/affine.hpp>
#include <sinew/initializer/concept.hpp>
#include <sinew/initializer/fault.hpp>
#include <sinew/activation/concept.hpp>
#include <sinew/activation/identity.hpp>
#include <sinew/layer/dense_entry.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/layer/gradient_sink.hpp>
#include <sinew/layer/pass.hpp>
#include <sinew/layer/weight_index.hpp>

namespace SINEW_NAMESPACE {

struct Sigmoid;

/// y = act(x·W + b).
/// Init draws W; the default is the activation's own scheme. Biases start at 0, unless Init sets them.
/// Shapes: x (Batch, In), W (In, Out) row-major, b (Out), y (Batch, Out).
/// Parameters: W, then b.
/// Backward: dz = dy ⊙ act′; dW += xᵀ·dz; db += Σ_batch dz; dx = dz·Wᵀ. y is cached (and z, for activations whose
/// derivative needs it).
/// Cost: 2·Batch·In·Out flops forward, twice that backward.
/// Misuse: neighbours whose shapes differ → mistake::shape_mismatch; an extent of 0 → mistake::zero_size; not an
/// activation or initializer → mistake::not_an_activation, mistake::not_an_initializer; Softmax over a single output,
/// which is always 1 → mistake::single_output_is_constant.
/// Source: Rumelhart, Hinton, Williams, "Learning representations by back-propagating errors", Nature 323 (1986).
/// PyTorch: Linear, which stores W as (Out, In).
template <std::size_t In, std::size_t Out, class Act = Identity, class Init = _detail::default_initializer<Act>>
struct Dense {
  using input = shape<In>;
  using output = shape<Out>;
  using activation = Act;
  using no_gradient = _detail::no_gradient_of<Act>;
  using fault = std::conditional_t<
      !std::is_same_v<_detail::activation_fault<Act>, mistake::nothing>, _detail::activation_fault<Act>,
      std::conditional_t<
          !std::is_same_v<_detail::initializer_fault<Init>, mistake::nothing>, _detail::initializer_fault<Init>,
          std::conditional_t<Out == 1 && NormalizesOutputs<Act>,
                             mistake::refuse<mistake::single_output_is_constant, Dense, mistake::instead<Sigmoid>>,
                             mistake::nothing>>>;
  static constexpr std::size_t parameters = _detail::bounded_product(In, Out) + Out, multiply_adds = In * Out;
  static constexpr std::size_t modules = std::is_same_v<Act, Identity> ? 1 : 2;
  static constexpr bool gradients_once = true, samplewise = true;

  /// The names of the indices of a weight.
  using WeightIndex = _detail::dense_weight_index;
  /// The indices among the parameters of the weight from input i to output o, and of the bias of output o.
  /// Precondition: i < In, o < Out.
  static constexpr std::size_t weight_index(std::size_t i, std::size_t o) noexcept {
    _detail::check_index({"weight(in, out)", "in"}, i, In);
    _detail::check_index({"weight(in, out)", "out"}, o, Out);
    return i * Out + o;
  }
  /// The same with named indices.
  static constexpr std::size_t weight_index(WeightIndex at) noexcept { return weight_index(at.in, at.out); }
  static constexpr std::size_t bias_index(std::size_t o) noexcept {
    _detail::check_index({"bias(out)", "out"}, o, Out);
    return In * Out + o;
  }
  static constexpr void tensors(auto& list) {
    list.parameter("weight", {Out, In}, {1, Out});
    list.parameter("bias", {Out});
  }
  static auto onnx(auto& graph, auto x) {
    return graph.add("Gemm", {x, graph.tensor("weight"), graph.tensor("bias")}, {{"transB", 1}});
  }

  template <class Run> static constexpr std::size_t cost{
      Run::lanes == 1
          ? Run::batch *
                (In *
                 ((Out + simd::native_lanes<typename Run::scalar> - 1) / simd::native_lanes<typename Run::scalar>)+(
                     ElementwiseActivation<Act> ? 0 : 32))  // of a Softmax of one sample: mostly latency
      : In * Out <= kernel::unrolled_weights ? Run::blocks * Out * (In + (ElementwiseActivation<Act> ? 0 : 20))
                                             : _detail::impossible};
  template <class Run> static constexpr std::size_t scratch{_detail::max_of(
      kernel::affine_forward_scratch<typename Run::scalar, Run::batch, In, Out, Run::lanes>,
      Run::training
          ? _detail::whole_lines<typename Run::scalar>(Run::samples* Out) +
                _detail::max_of(kernel::affine_dx_scratch<typename Run::scalar, Run::batch, In, Out, Run::lanes>,
                                kernel::affine_dw_scratch<typename Run::scalar, Run::batch, In, Out, Run::lanes>)
          : 0)};
  template <class Run>
  requires KeepsInput<Act>
  struct cache {
    alignas(_detail::line_bytes)
        std::array<typename Run::scalar, Run::samples * Out> z{};  ///< the inputs of the activation
  };

  /// The passes as data, for layers whose kernels are shared functions (layer/dense_entry.hpp).
  template <class Run>
  requires(Run::lanes == 1 && kernel::is_shared<In * Out> && ElementwiseActivation<Act> &&
           !KeepsInput<Act>) static consteval _detail::dense_entry<typename Run::scalar> as_dense_entry() {
    using T = typename Run::scalar;
    _detail::dense_entry<T> s{In, Out,
                              kernel::shared_forward<T, Run::batch, In, Out, _detail::activation_map<Act, false>>};
    if constexpr (Run::training) {
      if constexpr (!std::is_same_v<Act, Identity>) s.derivative = _detail::backpropagate<Act, T>;
      s.dx = kernel::shared_dx<T, Run::batch, In, Out>;
      s.dw = kernel::shared_dw<T, Run::batch, In, Out, GradientSink<T>>;
    }
    return s;
  }

  [[gnu::always_inline]] static constexpr void forward(ForwardPass auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    using T = typename Run::scalar;
    using Applied = std::conditional_t<ElementwiseActivation<Act>, Act, Identity>;
    constexpr bool keep = Run::training && KeepsInput<Act>;
    const T* w = pass.parameters.data();
    T* kept = nullptr;
    if constexpr (keep) kept = pass.cache.z.data();
    kernel::affine_forward<T, Run::batch, In, Out, Run::lanes>(pass.x, w, w + In * Out, pass.y, kept, pass.scratch,
                                                               _detail::activation_map<Applied, keep>{});
    if constexpr (!ElementwiseActivation<Act>)
      simd::each_block<Run>([&]<class V>(std::size_t block, std::size_t lane) {
        Act::template forward<V, Out, Run::lanes>(pass.y.at(block, lane));
      });
  }

  [[gnu::always_inline]] static constexpr void backward(BackwardPass auto pass) noexcept {
    using Pass = decltype(pass);
    using Run = typename Pass::run;
    using T = typename Run::scalar;
    using Values = _detail::batch_view<const T, Run::batch, Out, Run::lanes>;
    const T* w = pass.parameters.data();
    Values dz = pass.dy;
    if constexpr (!Pass::dy_is_dz && !std::is_same_v<Act, Identity>) {
      T* to = pass.scratch;
      dz = Values{to};
      if constexpr (ElementwiseActivation<Act>) {
        const T* kept = pass.y.data;
        if constexpr (KeepsInput<Act>) kept = pass.cache.z.data();
        // Layers in the lane layout are small: a call would cost as much as its work.
        if constexpr (Run::lanes > 1) _detail::backpropagate_inline<Act>(Run::samples * Out, pass.dy.data, kept, to);
        else _detail::backpropagate<Act>(Run::samples * Out, pass.dy.data, kept, to);
      } else {
        simd::each_block<Run>([&]<class V>(std::size_t block, std::size_t lane) {
          Act::template backward<V, Out, Run::lanes>(pass.y.at(block, lane), pass.dy.at(block, lane),
                                                     to + (pass.y.at(block, lane) - pass.y.data));
        });
      }
    }
    // dx first: a sink that descends changes W as soon as a gradient is complete.
    if constexpr (Pass::wants_dx)
      kernel::affine_dx<T, Run::batch, In, Out, Run::lanes>(dz, w, pass.dx,
                                                            pass.scratch + _detail::whole_lines<T>(Run::samples * Out));
    kernel::affine_dw<T, Run::batch, In, Out, Run::lanes>(pass.x, dz, pass.dparameters,
                                                          pass.scratch + _detail::whole_lines<T>(Run::samples * Out));
  }

  template <class T> static constexpr void initialize(std::span<T, parameters> all, Engine& engine) noexcept {
    initialize_by<Init>(all, engine);
  }
  template <class By, class T>
  static constexpr void initialize_by(std::span<T, parameters> all, Engine& engine) noexcept {
    _detail::fill_parameters<By>(std::span<T>(all.data(), In * Out), std::span<T>(all.data() + In * Out, Out), In, Out,
                                 engine);
  }
};

}  // namespace sinew
