#pragma once
/// \file
/// What the layers that normalise are told, in any order: BatchNorm<Epsilon<-3>, RunningMomentum<1>>.

#include <cstddef>
#include <type_traits>

#include <sinew/config/least.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/mistake.hpp>
#include <sinew/shape/shape.hpp>

namespace sinew {

/// ε = 10^Exponent, added to the variance. [−5, as in PyTorch; Keras has −3]
template <int Exponent> struct Epsilon {};
/// What part of the running statistics each batch replaces, in per cent. [10: PyTorch's momentum 0.1; Keras and ONNX call that 0.9]
template <std::size_t Percent> struct RunningMomentum {};
/// No gain γ and no shift β after normalising.
struct NoAffine {};

namespace detail {

template <class O> inline constexpr int norm_option = -1;   // else its kind
template <int E> inline constexpr int norm_option<Epsilon<E>> = 0;
template <> inline constexpr int norm_option<NoAffine> = 1;
template <std::size_t P> inline constexpr int norm_option<RunningMomentum<P>> = P <= 100 ? 2 : -1;

struct norm_settings { int exponent = -5; std::size_t percent = 10; bool affine = true; };
template <int E> constexpr void apply_norm_option(norm_settings& s, Epsilon<E>*) { s.exponent = E; }
template <std::size_t P> constexpr void apply_norm_option(norm_settings& s, RunningMomentum<P>*) { s.percent = P; }
constexpr void apply_norm_option(norm_settings& s, NoAffine*) { s.affine = false; }
template <class... O> consteval norm_settings norm_settings_of() {
  norm_settings s;
  (detail::apply_norm_option(s, static_cast<O*>(nullptr)), ...);
  return s;
}

/// 10^exponent, from the nearest powers that T can hold.
template <class T> consteval T power_of_ten(int exponent) {
  double value = 1;
  for (int i = 0; i < (exponent < 0 ? -exponent : exponent); ++i) value *= 10;
  return static_cast<T>(exponent < 0 ? 1 / value : value);
}

/// Why Layer refuses its options O..., of which it knows the kinds below Kinds; nothing if it does not.
template <class Layer, int Kinds, class... O> consteval auto norm_options_fault() {
  constexpr std::size_t n = sizeof...(O);
  constexpr std::size_t strange = first_true({(norm_option<O> < 0 || norm_option<O> >= Kinds)..., true});
  constexpr std::size_t twice = first_repeated({norm_option<O>...});
  if constexpr (strange < n) return std::type_identity<refuse<mistake::not_an_option, Layer, element<strange, list<O...>>>>{};
  else if constexpr (twice < n) return std::type_identity<refuse<mistake::option_given_twice, Layer, element<twice, list<O...>>>>{};
  else return std::type_identity<nothing>{};
}

/// A sample as channels of positions: shape<C, H, W>, shape<C, L>, shape<C>.
template <class Shape> inline constexpr std::size_t channels_of = 1;
template <std::size_t C, std::size_t... D> inline constexpr std::size_t channels_of<shape<C, D...>> = C;

}  // namespace detail
}  // namespace sinew
