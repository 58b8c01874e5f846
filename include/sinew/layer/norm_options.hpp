#pragma once
/// \file
/// The options of the normalization layers, in any order: BatchNorm<Epsilon<Ratio<1, 1000>>, NoAffine>. Defaults are
/// in brackets.

#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/ratio.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/mistake/image.hpp>

namespace SINEW_NAMESPACE {

/// ε, which is added to the variance; 0 < ε < 1. [Ratio<1, 100'000>, as in PyTorch; Keras uses Ratio<1, 1000>]
template <class Number> struct Epsilon {};
/// The share of the running statistics that each batch replaces, from 0 to 1. [Ratio<1, 10>: PyTorch's momentum of
/// 0.1, which is 0.9 in Keras and ONNX]
template <class Number> struct RunningMomentum {};
/// No gain γ and no shift β after the normalization.
struct NoAffine {};

namespace _detail {

template <class O> inline constexpr int norm_option = -1;  // not an option; else its kind
template <class N> inline constexpr int norm_option<Epsilon<N>> = 0;
template <> inline constexpr int norm_option<NoAffine> = 1;
template <class N> inline constexpr int norm_option<RunningMomentum<N>> = 2;

/// The reason for refusing the number of an option, or nothing.
template <class O> struct range_fault { using type = nothing; };
template <class N> struct range_fault<Epsilon<N>> {
  using type =
      std::conditional_t<(number_of<N>() > 0 && number_of<N>() < 1), nothing,
                         refuse<mistake::out_of_range, Epsilon<N>, more_than<Ratio<0, 1>>, less_than<Ratio<1, 1>>>>;
};
template <class N> struct range_fault<RunningMomentum<N>> {
  using type = std::conditional_t<
      (number_of<N>() >= 0 && number_of<N>() <= 1), nothing,
      refuse<mistake::out_of_range, RunningMomentum<N>, at_least<Ratio<0, 1>>, at_most<Ratio<1, 1>>>>;
};

struct norm_settings {
  double epsilon = 1e-5, momentum = 0.1;
  bool affine = true;
};
template <class N> constexpr void apply_norm_option(norm_settings& s, Epsilon<N>*) {
  s.epsilon = _detail::number_of<N>();
}
template <class N> constexpr void apply_norm_option(norm_settings& s, RunningMomentum<N>*) {
  s.momentum = _detail::number_of<N>();
}
constexpr void apply_norm_option(norm_settings& s, NoAffine*) { s.affine = false; }
template <class... O> consteval norm_settings norm_settings_of() {
  norm_settings s;
  (_detail::apply_norm_option(s, static_cast<O*>(nullptr)), ...);
  return s;
}

/// The reason why Layer, which takes the kinds of options below Kinds, refuses its options O..., or nothing.
template <class Layer, int Kinds, class... O> consteval auto norm_options_fault() {
  constexpr std::size_t n = sizeof...(O);
  constexpr std::size_t strange = first_true({(norm_option<O> < 0 || norm_option<O> >= Kinds)..., true});
  constexpr std::size_t twice = first_repeated({norm_option<O>...});
  if constexpr (strange < n)
    return std::type_identity<refuse<mistake::not_an_option, Layer, element<strange, list<O...>>>>{};
  else if constexpr (twice < n)
    return std::type_identity<refuse<mistake::option_given_twice, Layer, element<twice, list<O...>>>>{};
  else return std::type_identity<typename first_of<typename range_fault<O>::type...>::type>{};
}

/// The channels of a sample: shape<C, H, W>, shape<C, L>, shape<C>.
template <class Shape> inline constexpr std::size_t channels_of = 1;
template <std::size_t C, std::size_t... D> inline constexpr std::size_t channels_of<shape<C, D...>> = C;

}  // namespace _detail
}  // namespace sinew
