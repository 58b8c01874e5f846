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

namespace sinew {

template <class F> concept OptimizerFormula = requires(F f) {
  { f.rate } -> std::convertible_to<double>;
  { F::slots } -> std::convertible_to<std::size_t>;
  f.template at<float>(std::size_t{1});
};

namespace detail {
/// b^n by squaring: usable in constant expressions, exact to an ULP or two.
constexpr double power(double b, std::size_t n) noexcept {
  double result = 1;
  for (; n > 0; n /= 2, b *= b)
    if (n % 2 != 0) result *= b;
  return result;
}
}  // namespace detail

}  // namespace sinew
