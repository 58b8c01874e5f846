#pragma once
/// \file
/// side_by_side<S...>: the shape of samples concatenated along their first extent.

#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/shape.hpp>

namespace SINEW_NAMESPACE::_detail {

template <class S> struct extents_of;
template <> struct extents_of<shape<>> {  // a single scalar
  static constexpr std::size_t first = 1;
  using rest = shape<>;
  template <std::size_t First> using with_first = shape<First>;
};
template <std::size_t D, std::size_t... Rest> struct extents_of<shape<D, Rest...>> {
  static constexpr std::size_t first = D;
  using rest = shape<Rest...>;
  template <std::size_t First> using with_first = shape<First, Rest...>;
};

/// Whether samples of these shapes can be concatenated: all extents but the first agree.
template <class S, class Other> inline constexpr bool fits_beside =
    std::is_same_v<typename _detail::extents_of<S>::rest, typename _detail::extents_of<Other>::rest>;
/// Other with the first extent of S: the shape S would need for concatenation with Other. The ranks may differ.
template <class S, class Other> using fitted_to =
    typename _detail::extents_of<Other>::template with_first<_detail::extents_of<S>::first>;
template <class S, class... Rest> struct put_side_by_side {
  using type = typename extents_of<S>::template with_first<(extents_of<S>::first + ... + extents_of<Rest>::first)>;
};
/// The concatenated shape: shape<8, 14, 14> and shape<4, 14, 14> give shape<12, 14, 14>. Vectors stand one after the
/// other; images stack their channels.
template <class... S> using side_by_side = typename _detail::put_side_by_side<S...>::type;

}  // namespace sinew::_detail
