#pragma once
/// \file
/// The layer at a path of a net as the program wrote it, and what comes before it: for sentences about mistakes.

#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/words.hpp>

// Declared here because these headers come after this one: compose/, net/net.hpp.
namespace SINEW_NAMESPACE {
template <class T, class... L> struct BasicNet;
template <class... B> struct Branches;
template <class... Branches> struct Concat;
template <class... H> struct Heads;
template <class... L> struct Sequential;
template <class... L> struct Residual;
template <class... P> struct Projection;
template <std::size_t Steps, class... L> struct Unroll;
template <std::size_t N, class... L> struct Repeat;
}  // namespace sinew

namespace SINEW_NAMESPACE::_detail {

template <class X> inline constexpr bool is_some_net = false;
template <class T, class... L> inline constexpr bool is_some_net<BasicNet<T, L...>> = true;

/// The layers of a net or of a layer made of layers, as written.
template <class L> struct written_layers { using type = list<>; };
template <template <class...> class F, class... L> struct written_layers<F<L...>> { using type = list<L...>; };
template <class T, class... L> struct written_layers<BasicNet<T, L...>> { using type = list<L...>; };
template <std::size_t Steps, class... L> struct written_layers<Unroll<Steps, L...>> { using type = list<L...>; };
template <std::size_t N, class... L> struct written_layers<Repeat<N, L...>> {
  using type = typename Repeat<N, L...>::copies;
};
template <class... P, class... L> struct written_layers<Residual<Projection<P...>, L...>> {
  using type = list<Sequential<P...>, Sequential<L...>>;
};
/// Whether the layers of L all take what reaches L, instead of one the output of the other.
template <class L> inline constexpr bool in_parallel = false;
template <class... L> inline constexpr bool in_parallel<Concat<L...>> = true;
template <class... L> inline constexpr bool in_parallel<Branches<L...>> = true;
template <class... L> inline constexpr bool in_parallel<Heads<L...>> = true;
template <class... P, class... L> inline constexpr bool in_parallel<Residual<Projection<P...>, L...>> = true;

template <std::size_t J, class List> struct element_or_nothing { using type = nothing; };
template <std::size_t J, class... L>
requires(J < sizeof...(L)) struct element_or_nothing<J, list<L...>> {
  using type = element<J, list<L...>>;
};

/// The layer at the end of a path within L, and the layer whose output it takes, both as written, with their places;
/// `nothing` where there is none or L does not tell. `Before` is the layer before L, at BeforePlace.
template <class L, class Place, class Before, class BeforePlace, std::size_t... Path> struct written_at {
  using type = L;
  using previous = Before;
  using previous_place = BeforePlace;
};
template <class L, std::size_t... Place, class Before, class BeforePlace, std::size_t J, std::size_t... Rest>
struct written_at<L, mistake::layer<Place...>, Before, BeforePlace, J, Rest...> {
  using layers = typename written_layers<L>::type;
  template <std::size_t K> using child = typename element_or_nothing<K, layers>::type;
  static constexpr bool first = J == 0 || in_parallel<L>;
  using found = written_at<child<J>, mistake::layer<Place..., J>, std::conditional_t<first, Before, child<J - 1>>,
                           std::conditional_t<first, BeforePlace, mistake::layer<Place..., J - 1>>, Rest...>;
  using type = typename found::type;
  using previous = typename found::previous;
  using previous_place = typename found::previous_place;
};
/// written_at for a place layer<Path...> in the net In.
template <class Where, class In> struct written;
template <std::size_t... Path, class In> struct written<mistake::layer<Path...>, In>
    : written_at<In, mistake::layer<>, nothing, mistake::layer<>, Path...> {};
template <std::size_t... Path> struct written<mistake::layer<Path...>, void>
    : written_at<nothing, mistake::layer<>, nothing, mistake::layer<>, Path...> {};

}  // namespace sinew::_detail
