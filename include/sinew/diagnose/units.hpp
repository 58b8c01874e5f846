#pragma once
/// \file
/// Measurements of a layer's units: their slopes, and whether they are all equal.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/activation/concept.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/layer/pass_traits.hpp>

namespace SINEW_NAMESPACE::_detail {

/// True if the output of an elementwise activation determines its slope, so that a pass shows which units are flat.
template <class A> inline constexpr bool shows_slope = ElementwiseActivation<A> && !KeepsInput<A>;
/// Returns the largest slope between z = −8 and 8, and the larger of the slopes far out on either side, which is
/// close to 0 for activations that saturate.
template <class A, class T> std::array<double, 2> slopes_of() {
  auto slope = [](double z) {
    return std::fabs(static_cast<double>(activation_derivative<A, T>(activate<A, T>(static_cast<T>(z)))));
  };
  double largest = 0;
  for (double z = -8; z <= 8; z += 0.25) largest = (std::max)(largest, slope(z));
  return {largest, (std::max)(slope(-50), slope(50))};
}

/// Returns the least and the largest value of an elementwise activation; −∞ and ∞ where it still falls or rises far
/// out.
template <class A, class T> std::array<double, 2> range_of() {
  const auto value = [](double z) { return static_cast<double>(activate<A, T>(static_cast<T>(z))); };
  double least = value(0), largest = least;
  for (double z = -20; z <= 20; z += 0.25) {
    least = (std::min)(least, value(z));
    largest = (std::max)(largest, value(z));
  }
  for (const double side : {-1.0, 1.0}) {
    const double start = value(1e3 * side), end = value(1e4 * side);
    if (end < start) least = -HUGE_VAL;
    if (end > start) largest = HUGE_VAL;
  }
  return {least, largest};
}

template <class Net, std::size_t J> consteval bool has_weights() {
  return requires {
    Net::template layer<J>::weight_index(0, 0);
    Net::template layer<J>::bias_index(0);
  };
}
/// Returns the first layer with weights from J on, if only views precede it; otherwise depth.
template <class Net, std::size_t J> consteval std::size_t next_weighted() {
  if constexpr (J >= Net::depth) return Net::depth;
  else if constexpr (has_weights<Net, J>()) return J;
  else if constexpr (is_view<typename Net::template layer<J>, pass_traits<typename Net::scalar, 1, 1, true>>())
    return next_weighted<Net, J + 1>();
  else return Net::depth;
}

/// Returns whether all units of a hidden layer have equal weights in and equal weights out. No gradient distinguishes
/// such units.
template <std::size_t J, class Net> bool equal_units(const Net& net) {
  constexpr std::size_t units = Net::template layer<J>::output::size;
  constexpr std::size_t next = next_weighted<Net, J + 1>();
  if constexpr (units < 2 || next == Net::depth) return false;
  else if constexpr (!has_weights<Net, J>() || Net::template layer<next>::input::size != units) return false;
  else {
    for (std::size_t o = 1; o < units; ++o) {
      for (std::size_t i = 0; i < Net::template layer<J>::input::size; ++i)
        if (!_detail::equals(net.template weight<J>(i, o), net.template weight<J>(i, 0))) return false;
      if (!_detail::equals(net.template bias<J>(o), net.template bias<J>(0))) return false;
      for (std::size_t k = 0; k < Net::template layer<next>::output::size; ++k)
        if (!_detail::equals(net.template weight<next>(o, k), net.template weight<next>(0, k))) return false;
    }
    return true;
  }
}

}  // namespace sinew::_detail
