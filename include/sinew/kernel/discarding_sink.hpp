#pragma once
/// \file
/// The sink of gradients that nobody takes (layer/gradient_sink.hpp): kernels that are given it compute nothing.

#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The sink of a layer whose parameters get no gradient. It has the members of a GradientSink, so that layers need not
/// know; those that compute gradients without a kernel of a sink ask `pass.wants_dparameters`.
struct discarding_sink {
  template <class V> constexpr void add(std::size_t, const V&) const noexcept {}
  /// What taker() gives.
  struct taker_of_none {
    template <class V> constexpr void operator()(std::size_t, const V&) const noexcept {}
  };
  constexpr taker_of_none taker(std::size_t) const noexcept { return {}; }
  constexpr discarding_sink from(std::size_t) const noexcept { return {}; }
};
template <class Sink> inline constexpr bool discards = std::is_same_v<Sink, discarding_sink>;

}  // namespace sinew::_detail
