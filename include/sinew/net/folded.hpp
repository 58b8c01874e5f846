#pragma once
/// \file
/// folded_t<Net>: what becomes of a net by fold() (net/fold.hpp).

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

#include <sinew/shape/list.hpp>
#include <sinew/shape/mistake.hpp>
#include <sinew/activation/concept.hpp>
#include <sinew/layer/activate.hpp>
#include <sinew/layer/batch_norm.hpp>
#include <sinew/net/concat.hpp>
#include <sinew/net/foldable.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/residual.hpp>
#include <sinew/net/sequential.hpp>

namespace sinew {

namespace detail {

template <class L> inline constexpr bool is_batch_norm = false;
template <class... O> inline constexpr bool is_batch_norm<BatchNorm<O...>> = true;
/// A of Activate<A>; of other layers, nothing.
template <class L> struct activation_alone { using type = nothing; };
template <class A> struct activation_alone<Activate<A>> { using type = A; };
template <class L> consteval bool takes_rows() {
  if constexpr (foldable<L>::open) return foldable<L>::takes_rows;
  else return false;
}

/// Which neighbours become one layer: group g is begin[g] … begin[g + 1] − 1, a layer and what it takes in: BatchNorms, then an activation.
template <std::size_t N> struct fold_groups {
  std::array<std::size_t, N + 1> begin{};
  std::size_t count = 0;
};
template <bool Neighbours, class... L> consteval auto make_fold_groups() {
  constexpr std::size_t n = sizeof...(L);
  constexpr std::array<bool, n> open{(Neighbours && foldable<L>::open)...}, rows{detail::takes_rows<L>()...}, norm{is_batch_norm<L>...},
      elementwise{ElementwiseActivation<typename activation_alone<L>::type>...}, by_rows{RowActivation<typename activation_alone<L>::type>...};
  fold_groups<n> all;
  for (std::size_t i = 0; i < n;) {
    const std::size_t head = all.begin[all.count++] = i++;
    while (open[head] && i < n && norm[i]) ++i;
    if (open[head] && i < n && (elementwise[i] || (by_rows[i] && rows[head]))) ++i;
  }
  all.begin[all.count] = n;
  return all;
}

/// A layer made of layers is folded within: `chain`, and itself of other layers, `of<L...>`.
template <class L> struct layers_within { using chain = nothing; };

/// Neighbours: one after the other; else side by side.
template <bool Neighbours, class... L> struct fold_chain {
  using written = list<L...>;
  static constexpr auto groups = detail::make_fold_groups<Neighbours, L...>();

  template <std::size_t G> static consteval auto group() {
    constexpr std::size_t first = groups.begin[G], end = groups.begin[G + 1];
    using Head = element<first, written>;
    if constexpr (end - first == 1) {
      if constexpr (std::is_same_v<typename layers_within<Head>::chain, nothing>) return std::type_identity<Head>{};
      else return std::type_identity<typename layers_within<Head>::chain::template as<layers_within<Head>>>{};
    } else {
      using A = typename activation_alone<element<end - 1, written>>::type;
      using Biased = typename std::conditional_t<is_batch_norm<element<first + 1, written>>, foldable<Head>, without_norm<Head>>::with_bias;
      if constexpr (std::is_same_v<A, nothing>) return std::type_identity<Biased>{};
      else return std::type_identity<typename foldable<Biased>::template with<A>>{};
    }
  }
  template <class Of, class Indices = std::make_index_sequence<groups.count>> struct rebuilt;
  template <class Of, std::size_t... G> struct rebuilt<Of, std::index_sequence<G...>> {
    using type = typename Of::template of<typename decltype(group<G>())::type...>;
  };
  template <class Of> using as = typename rebuilt<Of>::type;

 private:
  template <class Head> struct without_norm { using with_bias = Head; };
};
template <class... L> struct layers_within<Residual<L...>> {
  using chain = fold_chain<true, L...>;
  template <class... F> using of = Residual<F...>;
};
template <class... L> struct layers_within<Sequential<L...>> {
  using chain = fold_chain<true, L...>;
  template <class... F> using of = Sequential<F...>;
};
template <class... B> struct layers_within<Concat<B...>> {
  using chain = fold_chain<false, B...>;
  template <class... F> using of = Concat<F...>;
};
template <class T, class... L> struct layers_within<BasicNet<T, L...>> {
  using chain = fold_chain<true, L...>;
  template <class... F> using of = BasicNet<T, F...>;
};

template <class Net> struct folded_type { using type = mistake::not_a_net<Net>; };
template <class T, class... L> struct folded_type<BasicNet<T, L...>> {
  using type = typename fold_chain<true, L...>::template as<layers_within<BasicNet<T, L...>>>;
};

}  // namespace detail

/// The net that fold() gives, the same where there is nothing to fold: Net<Dense<4, 8>, BatchNorm<>, Activate<ReLU>, Dense<8, 2>> becomes
/// Net<Dense<4, 8, ReLU>, Dense<8, 2>>.
template <class Net> using folded_t = typename detail::folded_type<Net>::type;

}  // namespace sinew
