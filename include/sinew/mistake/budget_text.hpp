#pragma once
/// \file
/// Parts of the sentences of mistake/budget.hpp: which layer takes the most.

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/mistake/sentence.hpp>
#include <sinew/mistake/words.hpp>

namespace SINEW_NAMESPACE::_detail {

/// What layer L of a net over the scalar T takes of an item of a Budget; for the memory between layers, the values it
/// gives.
template <class Item, class T, class L> consteval std::size_t share() {
  if constexpr (std::is_same_v<Item, mistake::multiply_adds>) {
    if constexpr (requires { L::multiply_adds; }) return L::multiply_adds;
    else return L::parameters;
  } else if constexpr (std::is_same_v<Item, mistake::parameter_bytes>) {
    if constexpr (requires { L::buffers; }) return (L::parameters + L::buffers) * sizeof(T);
    else return L::parameters * sizeof(T);
  } else return L::output::size;
}
/// The shares of layers 0, 1, … of the net In.
template <class Item, class In, std::size_t... J> consteval auto shares(std::index_sequence<J...>) {
  return std::array<std::size_t, sizeof...(J)>{
      _detail::share<Item, typename In::scalar, typename In::template layer<J>>()...};
}
/// The layer with the largest share, and the share: ", and layer 0, Dense<784, 128, ReLU>, takes 401,920 of them". The
/// last layer does not count for the memory between layers. Empty for a net that has one layer.
template <class Item, class In, std::size_t N, std::size_t M>
consteval auto largest_share(const char (&verb)[N], const char (&unit)[M]) {
  constexpr std::size_t last =
      std::is_same_v<Item, mistake::multiply_adds> || std::is_same_v<Item, mistake::parameter_bytes> ? 0 : 1;
  if constexpr (In::depth < 2) return _detail::say("");
  else {
    constexpr auto all = _detail::shares<Item, In>(std::make_index_sequence<In::depth - last>{});
    constexpr std::size_t at = [](const auto& of) {
      std::size_t best = 0;
      for (std::size_t j = 1; j < of.size(); ++j)
        if (of[j] > of[best]) best = j;
      return best;
    }(all);
    return _detail::say(", and ", _detail::place<mistake::layer<at>, In>(), " ", verb, _detail::number(all[at]), unit);
  }
}

}  // namespace sinew::_detail
