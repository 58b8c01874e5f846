#pragma once
/// \file
/// What an optimizer is: hyper-parameters, and the formula that changes one parameter.
///
///   double rate                                 the learning rate; schedules change it
///   static constexpr std::size_t slots          values it remembers per parameter (moments); 0 for SGD
///   template <class T> auto at(step) const      the formula at step 1, 2, …, its factors computed once:
///     V operator()(V w, V g, V& slot...)        the new w from the gradient g; scalars or packs
/// All loops, memory and step counts are Optimizer<Formula, Net>'s (optimizer/optimizer.hpp).

#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

#include <sinew/shape/list.hpp>
#include <sinew/shape/mistake.hpp>

namespace sinew {

template <class F> concept OptimizerFormula = requires(F f) {
  { f.rate } -> std::convertible_to<double>;
  { F::slots } -> std::convertible_to<std::size_t>;
  f.template at<float>(std::size_t{1});
};

namespace detail {
/// float(float, float, float&): the update of an optimizer with one slot.
template <class Slots> struct spelt;
template <std::size_t... I> struct spelt<std::index_sequence<I...>> {
  using type = float(float w, float g, std::conditional_t<I == 0, float, float>&... slot);
};
template <class F, std::size_t... I> consteval bool updates(std::index_sequence<I...>) {
  return requires(decltype(std::declval<const F&>().template at<float>(1)) update, float w, float& slot) {
    w = update(w, w, (static_cast<void>(I), slot)...);
  };
}
/// Why something is no optimizer: the member that one of one's own lacks, or that it is none at all; nothing if it is one.
template <class F> consteval auto optimizer_fault() {
  constexpr bool rate = requires(F f) { { f.rate } -> std::convertible_to<double>; };
  constexpr bool slots = requires { typename std::make_index_sequence<F::slots>; };
  constexpr bool at = requires(const F f) { f.template at<float>(std::size_t{1}); };
  if constexpr (!rate && !slots && !at) return std::type_identity<mistake::not_an_optimizer<F>>{};
  else if constexpr (!rate) return std::type_identity<mistake::optimizer_lacks<F, member::rate>>{};
  else if constexpr (!slots) return std::type_identity<mistake::optimizer_lacks<F, member::slots>>{};
  else if constexpr (!at) return std::type_identity<mistake::optimizer_lacks<F, member::at_step>>{};
  else if constexpr (!detail::updates<F>(std::make_index_sequence<F::slots>{}))
    return std::type_identity<
        mistake::optimizer_formula_takes_something_else<F, expected<typename spelt<std::make_index_sequence<F::slots>>::type>>>{};
  else return std::type_identity<nothing>{};
}
template <class F> using optimizer_mistake_of = typename decltype(detail::optimizer_fault<F>())::type;

/// b^n by squaring: usable in constant expressions, exact to an ULP or two.
constexpr double power(double b, std::size_t n) noexcept {
  double result = 1;
  for (; n > 0; n /= 2, b *= b)
    if (n % 2 != 0) result *= b;
  return result;
}
}  // namespace detail

}  // namespace sinew
