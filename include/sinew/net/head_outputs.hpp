#pragma once
/// \file
/// HeadOutputs: what a net with several outputs returns.

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/config/lifetime.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/shape/shapes.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/mistake/heads.hpp>

namespace SINEW_NAMESPACE {

/// The outputs of a sample from a net with Heads, `Net::Output`: an array for each head.
///
///     auto [classes, position] = net(x);        // std::array<float, 10>, std::array<float, 2>
///     const std::array<float, 2> p = net(x).get<1>();
///
/// In memory they lie one after the other, in `values`.
template <class T, std::size_t... N> struct HeadOutputs {
  std::array<T, (N + ...)> values;  ///< those of all heads

  /// A copy of the outputs of head J.
  /// Misuse: no head J → `mistake::no_such_head`.
  template <std::size_t J> [[nodiscard]] constexpr auto get() const noexcept {
    if constexpr (J >= sizeof...(N)) {
      decltype(mistake::tell(
          mistake::of<mistake::no_such_head<mistake::given<mistake::head<J>>,
                                            mistake::expected<mistake::at_most<mistake::head<sizeof...(N) - 1>>>>>)){};
      return values;
    } else {
      using Shape = shapes<shape<N>...>;
      std::array<T, _detail::part_shape<J, Shape>::size> head{};
      for (std::size_t i = 0; i < head.size(); ++i) head[i] = values[_detail::part_begin<J, Shape> + i];
      return head;
    }
  }
  /// The same as a free function.
  template <std::size_t J> [[nodiscard]] friend constexpr auto get(const HeadOutputs& all) noexcept {
    return all.template get<J>();
  }

  /// The first of all values.
  [[nodiscard]] constexpr T* data() noexcept SINEW_LIFETIMEBOUND { return values.data(); }
  /// The same of a const object.
  [[nodiscard]] constexpr const T* data() const noexcept SINEW_LIFETIMEBOUND { return values.data(); }
  /// All values, for loops.
  [[nodiscard]] constexpr const T* begin() const noexcept SINEW_LIFETIMEBOUND { return values.data(); }
  /// The end of all values.
  [[nodiscard]] constexpr const T* end() const noexcept SINEW_LIFETIMEBOUND { return values.data() + size(); }
  /// The number of all values.
  [[nodiscard]] static constexpr std::size_t size() noexcept { return (N + ...); }
  /// Value i of all.
  /// Precondition: i < size().
  [[nodiscard]] constexpr T& operator[](std::size_t i) noexcept SINEW_LIFETIMEBOUND { return values[i]; }
  /// The same of a const object.
  [[nodiscard]] constexpr const T& operator[](std::size_t i) const noexcept SINEW_LIFETIMEBOUND { return values[i]; }
};

namespace _detail {
/// The outputs of a sample.
template <class T, class Shape> struct outputs_type { using type = std::array<T, Shape::size>; };
template <class T, class... S> struct outputs_type<T, shapes<S...>> { using type = HeadOutputs<T, S::size...>; };

/// The mistake in samples X... of a net whose input has this shape.
template <class T, class Shape, class... X> struct input_mistake {
  using type = mistake::wrong_input<given<X...>, expected<std::array<T, Shape::size>>>;
};
template <class T, class... S, class... X> struct input_mistake<T, shapes<S...>, X...> {
  using type = mistake::wrong_inputs<given<X...>, expected<std::array<T, S::size>...>>;
};
template <class T, class Shape, class... X> using input_mistake_of = typename input_mistake<T, Shape, X...>::type;
}  // namespace _detail

}  // namespace sinew

namespace std {
/// A HeadOutputs is like a tuple: `auto [a, b] = net(x)`.
template <class T, std::size_t... N> struct tuple_size<sinew::HeadOutputs<T, N...>>
    : std::integral_constant<std::size_t, sizeof...(N)> {};
/// Its elements are arrays.
template <std::size_t J, class T, std::size_t... N> struct tuple_element<J, sinew::HeadOutputs<T, N...>> {
  /// The outputs of head J.
  using type = decltype(std::declval<const sinew::HeadOutputs<T, N...>&>().template get<J>());
};
}  // namespace std
