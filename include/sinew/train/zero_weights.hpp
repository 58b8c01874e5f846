#pragma once
/// \file
/// initialization_error, and the check that training can start from the weights of a net.
///
/// Gradient descent cannot start from every point. A new net has all parameters 0. Two layers in sequence whose weights
/// are all 0 pass no gradient to the first one (dx = Wᵀ·dz = 0). All units of the first have the same output, so the
/// rows of the second get the same gradient, and the units stay equal. A layer whose weights and biases are all 0, with
/// an activation whose value and derivative at 0 are 0 (ReLU), has the gradient 0 for every sample.
/// Everything else may start at 0: a single layer (logistic regression), an output layer after other weights, and the
/// last layer of a Residual (its input passes by it).

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/error.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/activation/concept.hpp>
#include <sinew/layer/traits.hpp>

namespace SINEW_NAMESPACE {

/// Thrown by fit() and Trainer::fit() if the net cannot learn from the weights it has, because those of a layer are all
/// 0: call initialize(net, seed) first.
struct SINEW_SHARED_ERROR initialization_error : Error {
  std::size_t layer;  ///< the layer of the net, counted from 0, or the one that contains it
  /// An error in layer `at`.
  initialization_error(const char* message, std::size_t at) : Error(message), layer{at} {}
};

namespace _detail {

/// The name says what a compiler reports if training in a constant expression begins with such a net.
[[noreturn, gnu::cold, gnu::noinline]] inline void all_weights_are_0_call_initialize_first(const char* what,
                                                                                           std::size_t layer) {
  fail(initialization_error(
      message("%s: all weights of layer %zu are 0, and from there training cannot tell its units apart; call "
              "initialize(net, seed) first (a layer whose initializer is Zeros needs another one)",
              what, layer)
          .text,
      layer));
}

/// What the layers of a sequence that have been looked at mean for the next one.
struct zeros {
  bool unbroken = false;         ///< the last layer with weights is 0, as are all parameters since
  bool nonzero_outputs = false;  ///< that layer has outputs other than 0
  bool stuck = false;            ///< training cannot start
};

template <class T> constexpr bool all_zero(const T* p, std::size_t count) noexcept {
  for (std::size_t i = 0; i < count; ++i)
    if (!_detail::equals(p[i], T(0))) return false;
  return true;
}
/// What a layer of zeros does with its z = 0.
struct at_zero {
  bool nonzero_outputs = false,  ///< its outputs are not 0, so that Dropout after it makes them different
      flat = false;              ///< its outputs are 0, and so is the derivative: it gets no gradient
};
/// Not consteval, because the functions of an activation need not be constexpr.
template <class A, class T> constexpr at_zero activation_at_zero() {
  if constexpr (!ElementwiseActivation<A>) return {!std::is_same_v<A, nothing>, false};
  else {
    const T y = activate<A>(T(0));
    const bool nonzero = !_detail::equals(y, T(0));
    return {nonzero, !nonzero && _detail::equals(activation_derivative<A, T>(KeepsInput<A> ? T(0) : y), T(0))};
  }
}

/// A layer with weights, whatever their number of indices (layer/traits.hpp).
template <class L> concept HasWeights = requires(std::size_t i) { L::weight_index(i, i); }
|| requires(std::size_t i) { L::weight_index(i, i, i, i); }
|| requires(std::size_t i) { L::weight_index(i); }
|| requires(std::size_t i) { L::weight_index(i, i, i); };

template <class L, class T> constexpr void look_for_zeros(const T* p, zeros& z, bool within_residual) noexcept;
/// Looks at the layers that L is made of, one after the other.
template <class L, class T, std::size_t... J>
constexpr void look_within(const T* p, zeros& z, bool within_residual, std::index_sequence<J...>) noexcept {
  (_detail::look_for_zeros<typename L::template at<J>>(p + L::slice[J], z, within_residual), ...);
}
/// Looks at the branches of L. Each is a sequence of its own.
template <class L, class T, std::size_t... J>
constexpr void look_beside(const T* p, zeros& z, bool within_residual, std::index_sequence<J...>) noexcept {
  const auto look = [&]<std::size_t K>(std::integral_constant<std::size_t, K>) {
    zeros branch{};
    _detail::look_for_zeros<typename L::template at<K>>(p + L::slice[K], branch, within_residual);
    z.stuck = z.stuck || branch.stuck;
  };
  (look(std::integral_constant<std::size_t, J>{}), ...);
}
/// Looks at layer L of a sequence, whose parameters begin at p.
template <class L, class T> constexpr void look_for_zeros(const T* p, zeros& z, bool within_residual) noexcept {
  if constexpr (requires { requires L::adds_its_input; }) {  // what follows sees the input of L as well
    zeros inside{};
    _detail::look_within<L>(p, inside, true, std::make_index_sequence<L::depth>{});
    z.stuck = z.stuck || inside.stuck;
    z.unbroken = z.unbroken && _detail::all_zero(p, L::parameters);
  } else if constexpr (requires { requires L::side_by_side; }) {
    _detail::look_beside<L>(p, z, within_residual, std::make_index_sequence<L::depth>{});
    const bool zero = _detail::all_zero(p, L::parameters);
    if constexpr (L::every_branch_has_parameters) z = {zero, true, z.stuck || (zero && z.unbroken)};
    else z.unbroken = z.unbroken && zero;
  } else if constexpr (requires {
                         L::depth;
                         L::slice;
                       }) {
    _detail::look_within<L>(p, z, within_residual, std::make_index_sequence<L::depth>{});
  } else if constexpr (L::parameters > 0) {
    const bool zero = _detail::all_zero(p, L::parameters);
    if constexpr (HasWeights<L>) {
      at_zero at{};
      if (zero) at = _detail::activation_at_zero<activation_of<L>, T>();
      // One unit has no other to differ from.
      z = {zero && L::output::size > 1, at.nonzero_outputs,
           z.stuck || (zero && (z.unbroken || (at.flat && !within_residual)))};
    } else z.unbroken = z.unbroken && zero;
  } else if constexpr (_detail::is_random<L>()) {
    if (z.nonzero_outputs) z.unbroken = false;
  }
}

template <class Layers, class T, std::size_t... J>
constexpr std::size_t find_stuck_layer(const T* p, std::index_sequence<J...>) noexcept {
  zeros z{};
  std::size_t layer = 0;
  const auto goes_on = [&]<std::size_t K>(std::integral_constant<std::size_t, K>) {
    _detail::look_for_zeros<typename Layers::template at<K>>(p + Layers::slice[K], z, false);
    layer += !z.stuck;
    return !z.stuck;
  };
  static_cast<void>((goes_on(std::integral_constant<std::size_t, J>{}) && ...));
  return layer;
}
/// The first layer whose weights keep training from starting, or the number of layers if it can start. The callers
/// throw, because in a constant expression each call is two or three lines of the compiler's message.
/// Cost: one pass over the parameters at most; for weights that are not 0, one look at each layer.
template <class Net> constexpr std::size_t stuck_layer(const Net& net) noexcept {
  using Layers = typename Net::layers;
  return _detail::find_stuck_layer<Layers>(net.parameters.data(), std::make_index_sequence<Layers::depth>{});
}

}  // namespace _detail
}  // namespace sinew
