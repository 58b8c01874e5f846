#pragma once
/// \file
/// What an activation is, and how layers apply one.
///
/// Elementwise: static functions of one value, y = value(z) and
///   derivative(z)            ∂y/∂z at the input (the layer keeps z for it), or
///   derivative_at_output(y)  the same from the output, where y determines it: nothing is kept.
/// An argument is a scalar or a pack of them (simd/pack.hpp); a function constrained to std::floating_point is applied
/// lane by lane.
/// Row-wise (Softmax): forward and backward over the N features of a sample, `Stride` apart, one sample or a vector of
/// them at once.
/// Optional, with the meaning when left out in brackets:
///   initializer   how a layer's weights are drawn by default (initializer/)   [XavierUniform]
///   decision      threshold of a single output between classes 0 and 1        [predict() is a compile error]
///   class_0       what a single output shall be for class 0; 1 for class 1    [0]
///   no_gradient   a fault: why it cannot be trained                           [it can]
///   fault         what is wrong with its own template arguments, as `refuse` says it  [nothing]
///   normalizes_outputs  true: the outputs of a sample are normalized together; a single one is constant  [false]
///   non_decreasing  true: so the maximum of its values is its value at the maximum: a pooling may come first   [false]
///   transcendental<T>  it evaluates an exponential or the like: kernels then apply it in a loop of its own, for it
///   takes a register file
///                 to itself, and unrolled it would bury the product                                          [false]

#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/mistake.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/initializer/xavier.hpp>

namespace SINEW_NAMESPACE {

template <class A> concept ElementwiseActivation = requires(float z) { A::value(z); };
template <class A, class T = float> concept RowActivation = requires(T* y, const T* dy) {
  A::template forward<T, 2, 1>(y);
  A::template backward<T, 2, 1>(dy, dy, y);
};
template <class A> concept Activation = ElementwiseActivation<A> || RowActivation<A>;
/// Its derivative needs z: a layer keeps it in training.
template <class A> concept KeepsInput = ElementwiseActivation<A> && !requires(float y) { A::derivative_at_output(y); };

/// Normalizes the outputs of a sample together: of a single one nothing is left.
template <class A> concept NormalizesOutputs = requires { requires A::normalizes_outputs; };
/// max A(z) = A(max z).
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
/// Why a layer refuses it as its activation; nothing if it does not.
template <class A> using activation_fault = typename decltype(_detail::find_activation_fault<A>())::type;

/// y = A(z), lane by lane where A knows scalars alone.
template <class A, class V> [[gnu::always_inline]] constexpr V activate(const V& z) noexcept {
  if constexpr (requires { A::value(z); }) return A::value(z);
  else return each_lane<V>(z, [](scalar_of<V> lane) { return A::value(lane); });
}
/// ∂y/∂z; `kept` is z for KeepsInput activations, y for the others.
template <class A, class V> [[gnu::always_inline]] constexpr V activation_derivative(const V& kept) noexcept {
  if constexpr (KeepsInput<A>) {
    if constexpr (requires { A::derivative(kept); }) return A::derivative(kept);
    else return each_lane<V>(kept, [](scalar_of<V> z) { return A::derivative(z); });
  } else {
    if constexpr (requires { A::derivative_at_output(kept); }) return A::derivative_at_output(kept);
    else return each_lane<V>(kept, [](scalar_of<V> y) { return A::derivative_at_output(y); });
  }
}

/// The same as an object for kernels (kernel/affine.hpp); Keep: z is to be kept for backward.
template <class A, bool Keep> struct activation_map {
  static constexpr bool keeps_input = Keep;
  /// A pack costs no more than one of its lanes.
  template <class V> static constexpr bool takes = requires(const V& z) { A::value(z); };
  template <class T> static constexpr bool in_a_loop = requires { requires A::template transcendental<T>; };
  template <class V> [[gnu::always_inline]] constexpr V operator()(const V& z) const noexcept {
    if constexpr (requires { A::value(z); }) return A::value(z);  // a call less for constant expressions
    else return _detail::activate<A, V>(z);
  }
};

/// dz = dy ⊙ ∂y/∂z for `count` values; `kept`: see activation_derivative.
template <class A, class T> [[gnu::always_inline]] constexpr void backpropagate_here(std::size_t count, const T* dy,
                                                                                     const T* kept, T* dz) noexcept {
  if (__builtin_is_constant_evaluated())
    for (std::size_t i = 0; i < count; ++i)
      if constexpr (!KeepsInput<A> && requires { A::derivative_at_output(kept[0]); })
        dz[i] = dy[i] * A::derivative_at_output(kept[i]);
      else dz[i] = dy[i] * _detail::activation_derivative<A, T>(kept[i]);
  else
    sweep<T>(count, [&]<class V>(std::size_t i) {
      store<V>(dz + i, V(load<V>(dy + i) * _detail::activation_derivative<A, V>(load<V>(kept + i))));
    });
}

/// The same as one function for all layers of an activation.
template <class A, class T>
[[gnu::noinline]] constexpr void backpropagate(std::size_t count, const T* dy, const T* kept, T* dz) noexcept {
  _detail::backpropagate_here<A>(count, dy, kept, dz);
}

template <class A> struct initializer_type { using type = XavierUniform; };
template <class A>
requires requires { typename A::initializer; }
struct initializer_type<A> {
  using type = typename A::initializer;
};
/// The initializer an activation recommends.
template <class A> using default_initializer = typename initializer_type<A>::type;

}  // namespace _detail
}  // namespace sinew
