#pragma once
/// \file
/// value_span: a view of values, such as one sample in a workspace, to which values can be assigned.
///
/// Functions that return a view return a temporary. Assigning to a temporary std::span changes the span and no value,
/// without a warning. Assigning to a value_span copies values, or does not compile.

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/memory/sample.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The array of as many values; for a number known at run time, an empty type.
template <class T, std::size_t N> struct array_of_values { using type = std::array<std::remove_const_t<T>, N>; };
template <class T> struct array_of_values<T, std::dynamic_extent> {
  struct type {};
};

/// A std::span that copies what is assigned to it: as many values as an array, a fixed-extent span or a braced list; if
/// N is dynamic, any contiguous range of as many. It reads as a span and converts to std::array.
/// Pixels: bytes can be assigned too, and stand for byte / 255 (memory/sample.hpp).
/// Precondition: a range of dynamic size has as many values; indices are less than size().
/// Misuse: another number or type of values → `mistake::wrong_values`; T is const → `mistake::values_are_read_only`.
template <class T, std::size_t N = std::dynamic_extent, bool Pixels = false> class value_span : public std::span<T, N> {
  using Array = typename array_of_values<T, N>::type;
  static constexpr bool is_dynamic = N == std::dynamic_extent;

 public:
  /// `count` values from `first` on; count is N unless that is dynamic.
  constexpr value_span(T* first, std::size_t count) noexcept : std::span<T, N>(first, count) {}
  /// The values of a span.
  constexpr explicit value_span(std::span<T, N> values) noexcept : std::span<T, N>(values) {}
  /// A view of the same values.
  constexpr value_span(const value_span&) noexcept = default;

  /// Copies the values. (A view that is const may be assigned to, as a temporary is.)
  constexpr const value_span& operator=(const value_span& from) const noexcept requires(!std::is_const_v<T>) {
    copy(from);
    return *this;
  }
  /// Copies the values of an array, of {}: zeros.
  constexpr const value_span& operator=(const Array& from) const noexcept requires(!is_dynamic) {
    if constexpr (takes<Array>) copy(from);
    else decltype(mistake::tell(mistake::of<fault<Array>>)){};
    return *this;
  }
  /// Copies the values of a braced list, with exactly one number per value.
  template <std::size_t M>
  constexpr const value_span& operator=(const std::remove_const_t<T> (&from)[M]) const noexcept {
    if constexpr (takes<T[M]>) copy(from);
    else decltype(mistake::tell(mistake::of<fault<T[M]>>)){};
    return *this;
  }
  /// Copies the values of any other type of sample or range.
  template <class X> constexpr const value_span& operator=(const X& from) const noexcept {
    if constexpr (takes<X>) copy(from);
    else decltype(mistake::tell(mistake::of<fault<X>>)){};
    return *this;
  }

  /// One value.
  constexpr T& operator[](std::size_t i) const noexcept {
    precondition(i < this->size(), "value of a view: found index {}, expected less than {}", i, this->size());
    return this->data()[i];
  }
  /// A copy of the values.
  constexpr explicit(false) operator Array() const noexcept requires(!is_dynamic) {
    Array to{};
    for (std::size_t i = 0; i < N; ++i) to[i] = this->data()[i];
    return to;
  }

 private:
  template <class X> static constexpr bool takes =
      !std::is_const_v<T> && (is_dynamic ? std::is_convertible_v<const X&, std::span<const T>>
                                         : SampleOf<X, T, N> || (Pixels && PixelsOf<X, N>));
  template <class X> using fault = std::conditional_t<
      std::is_const_v<T>, values_are_read_only<std::span<T, N>>,
      wrong_values<given<X>, expected<std::conditional_t<is_dynamic, std::span<const T>, std::array<T, N>>>>>;

  template <class X> constexpr void copy(const X& from) const noexcept {
    if constexpr (is_dynamic) {
      const std::span<const T> values(from);
      precondition(values.size() == this->size(), "assignment to a view: found {} value{s}, expected {}", values.size(),
                   this->size());
      for (std::size_t i = 0; i < values.size(); ++i) this->data()[i] = values.data()[i];
    } else if constexpr (N > 0) read_sample<T, N>(from, this->data());
  }
};

template <class T, std::size_t N, bool Pixels>
requires(N != std::dynamic_extent) struct sample_of<value_span<T, N, Pixels>>
    : sample_of<std::array<std::remove_cv_t<T>, N>> {
};

}  // namespace sinew::_detail

namespace std::ranges {
// Overload for arguments of range algorithms: the values are elsewhere, so iterators outlive the view.
template <class T, std::size_t N, bool Pixels>
inline constexpr bool enable_borrowed_range<sinew::_detail::value_span<T, N, Pixels>> = true;
}  // namespace std::ranges
