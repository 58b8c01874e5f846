#pragma once
/// \file
/// composite<L...>: what layers made of layers have in common: the books of their parts.

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

#include <boost/hana/basic_tuple.hpp>

#include <sinew/config/least.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/layer/contract.hpp>

namespace sinew::detail {

template <std::size_t I, class Fault> struct placed { using type = typename Fault::template within<I>; };
template <std::size_t I> struct placed<I, nothing> { using type = nothing; };

/// Layers L... in one slice of a net's parameters and buffers; what they do to x and y is the affair of those who derive from it.
template <class... L> struct composite {
  static constexpr std::size_t depth = sizeof...(L);
  using layers = list<L...>;
  template <std::size_t I> using at = element<I, layers>;

  static constexpr auto slice = slice_starts<depth>({L::parameters...}), buffer = slice_starts<depth>({buffers_of<L>()...});
  static constexpr std::size_t parameters = slice[depth], parameter_count = total({parameter_count_of<L>()...}), buffers = buffer[depth];
  static constexpr std::size_t multiply_adds = total({multiply_adds_of<L>()...});
  static constexpr bool random = first_true({is_random<L>()...}) < depth, gradients_once = true;
  static constexpr bool samplewise = first_true({!is_samplewise<L>()...}) == depth;
  using no_gradient = typename placed<first_of<no_gradient_of<L>...>::index, typename first_of<no_gradient_of<L>...>::type>::type;

  /// Sets every layer's parameters by its own scheme, in order; the same engine gives the same values everywhere.
  template <class T, class Engine> static constexpr void initialize(std::span<T, parameters> all, Engine& engine) noexcept {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      const bool in_order[] = {(initialize_part<I, L, T>(all, engine), true)...};
      static_cast<void>(in_order);
    }(std::index_sequence_for<L...>{});
  }

 protected:
  template <std::size_t I, class K, class T, class Engine>
  static constexpr void initialize_part(std::span<T, parameters> all, Engine& engine) noexcept {
    const std::span<T, K::parameters> mine = all.template subspan<slice[I], K::parameters>();
    if constexpr (requires { K::initialize(mine, engine); }) K::initialize(mine, engine);
  }
  /// A layer's part of the caches or states; those that have none share one empty object.
  template <std::size_t I, class Part> static constexpr auto& part(auto& whole) noexcept {
    if constexpr (std::is_same_v<Part, nothing>) return nowhere;
    else return boost::hana::at_c<I>(whole.of);
  }
};

}  // namespace sinew::detail
