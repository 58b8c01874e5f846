#pragma once
/// \file
/// The requirements on an activation, and how layers apply one.
///
/// An elementwise activation has static functions of one value: y = value(z), and one of
///
///     derivative(z)            ∂y/∂z from the input; the layer keeps z for it
///     derivative_at_output(y)  ∂y/∂z from the output, if y determines it; nothing is kept
///
/// The argument is a scalar or a pack of scalars (simd/pack.hpp). A function constrained to std::floating_point is
/// applied lane by lane.
///
/// A row-wise activation (Softmax) has forward and backward over the N features of a sample, `Stride` apart, for one
/// sample or a vector of samples at once.
///
/// Optional members, with their defaults in brackets:
///
///     initializer         how a layer's weights are drawn by default (initializer/)  [XavierUniform]
///     gain                of the weights before it, for initializers that are given the activation  [it has none]
///     decision            threshold of a single output between classes 0 and 1  [predict() is a compile error]
///     class_0             target of a single output for class 0; that of class 1 is 1  [0]
///     no_gradient         a fault: why the activation cannot be trained  [it can]
///     fault               a fault in its own template arguments, made by mistake::refuse  [nothing]
///     normalizes_outputs  true: the outputs of a sample are normalized together, so a single one is constant  [false]
///     non_decreasing      true: max A(z) = A(max z), so a pooling may be computed first  [false]
///     transcendental<T>   true: it evaluates an exponential or the like. Kernels then apply it in a loop of its own,
///                         because it needs all registers, and unrolled it would dwarf the matrix product  [false]
///     onnx(graph, z)      adds its nodes to an ONNX model (io/onnx_graph.hpp)  [save_onnx is a compile error]

#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/effects.hpp>
#include <sinew/config/kernel.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/layer.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/initializer/xavier.hpp>

namespace SINEW_NAMESPACE {

/// An activation that is a function of one value.
template <class A> concept ElementwiseActivation = requires(float z) { A::value(z); };
/// An activation of all outputs of a sample, such as Softmax.
template <class A, class T = float> concept RowActivation = requires(T* y, const T* dy) {
  A::template forward<T, 2, 1>(y);
  A::template backward<T, 2, 1>(dy, dy, y);
};
/// An activation of either kind.
template <class A> concept Activation = ElementwiseActivation<A> || RowActivation<A>;
/// An activation whose derivative needs z, so that a layer keeps z in training.
template <class A> concept KeepsInput = ElementwiseActivation<A> && !requires(float y) { A::derivative_at_output(y); };

/// An activation that normalizes the outputs of a sample together, so that a single output is constant.
template <class A> concept NormalizesOutputs = requires { requires A::normalizes_outputs; };
/// An activation with max A(z) = A(max z).
template <class A> concept NonDecreasing = ElementwiseActivation<A> && requires { requires A::non_decreasing; };

namespace _detail {
template <class A> consteval auto activation_member_fault() {
  constexpr bool forwards = requires(float* y) { A::template forward<float, 2, 1>(y); };
  if constexpr (KeepsInput<A> && !requires(float z) { A::derivative(z); })
    return std::type_identity<refuse<mistake::activation_lacks, A, member::derivative_or_derivative_at_output>>{};
  else if constexpr (Activation<A>) return std::type_identity<nothing>{};
  else if constexpr (forwards) return std::type_identity<refuse<mistake::activation_lacks, A, member::backward>>{};
  else return std::type_identity<refuse<mistake::not_an_activation, A>>{};
}
template <class A> consteval auto find_activation_fault() {
  if constexpr (requires { requires is_fault<typename A::fault>; }) return std::type_identity<typename A::fault>{};
  else return _detail::activation_member_fault<A>();
}
/// The fault for which a layer rejects A as its activation, or nothing.
template <class A> using activation_fault = typename decltype(_detail::find_activation_fault<A>())::type;
}  // namespace _detail

/// y = A(z), lane by lane if A accepts only scalars.
template <class A, class V> [[gnu::always_inline]] [[nodiscard]] constexpr V activate(const V& z) noexcept {
  if constexpr (requires { A::value(z); }) return A::value(z);
  else return simd::each_lane<V>(z, [](simd::scalar_of<V> lane) { return A::value(lane); });
}
/// ∂y/∂z. `kept` is z for KeepsInput activations, y for the others.
template <class A, class V>
[[gnu::always_inline]] [[nodiscard]] constexpr V activation_derivative(const V& kept) noexcept {
  if constexpr (KeepsInput<A>) {
    if constexpr (requires { A::derivative(kept); }) return A::derivative(kept);
    else return simd::each_lane<V>(kept, [](simd::scalar_of<V> z) { return A::derivative(z); });
  } else {
    if constexpr (requires { A::derivative_at_output(kept); }) return A::derivative_at_output(kept);
    else return simd::each_lane<V>(kept, [](simd::scalar_of<V> y) { return A::derivative_at_output(y); });
  }
}

namespace _detail {
/// The activation as a function object for kernels (kernel/affine.hpp). Keep: z is stored for backward.
template <class A, bool Keep> struct activation_map {
  static constexpr bool keeps_input = Keep;
  /// Whether A applies to a whole V at once; a pack then costs no more than one of its lanes.
  template <class V> static constexpr bool takes = requires(const V& z) { A::value(z); };
  template <class T> static constexpr bool in_a_loop = requires { requires A::template transcendental<T>; };
  template <class V> [[gnu::always_inline]] constexpr V operator()(const V& z) const noexcept {
    if constexpr (requires { A::value(z); }) return A::value(z);  // one call less in constant expressions
    else return activate<A, V>(z);
  }
};

/// dz = dy ⊙ ∂y/∂z for `count` values. `kept` is that of activation_derivative.
template <class A, class T> [[gnu::always_inline]] constexpr void backpropagate_inline(std::size_t count, const T* dy,
                                                                                       const T* kept, T* dz) noexcept {
  if (__builtin_is_constant_evaluated())
    for (std::size_t i = 0; i < count; ++i)
      if constexpr (!KeepsInput<A> && requires { A::derivative_at_output(kept[0]); })
        dz[i] = dy[i] * A::derivative_at_output(kept[i]);
      else dz[i] = dy[i] * activation_derivative<A, T>(kept[i]);
  else
    sweep<T>(
        count, [&]<class V>(std::size_t i) __attribute__((always_inline)) {
          store<V>(dz + i, V(load<V>(dy + i) * activation_derivative<A, V>(load<V>(kept + i))));
        });
}

/// backpropagate_inline as one function that all layers of an activation share.
template <class A, class T>
[[gnu::noinline, SINEW_KERNEL]] constexpr void backpropagate(std::size_t count, const T* dy, const T* kept,
                                                             T* dz) noexcept SINEW_NONBLOCKING {
  _detail::backpropagate_inline<A>(count, dy, kept, dz);
}

template <class A> struct initializer_type { using type = XavierUniform; };
template <class A>
requires requires { typename A::initializer; }
struct initializer_type<A> {
  using type = typename A::initializer;
};
/// The initializer an activation recommends, XavierUniform if it names none.
template <class A> using default_initializer = typename initializer_type<A>::type;

}  // namespace _detail
}  // namespace sinew
