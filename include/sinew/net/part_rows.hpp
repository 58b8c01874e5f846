#pragma once
/// \file
/// part_rows: the rows of one input or head in a workspace.

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/shape/shapes.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/mistake/heads.hpp>
#include <sinew/memory/batch_view.hpp>
#include <sinew/memory/sample.hpp>
#include <sinew/memory/value_span.hpp>

namespace SINEW_NAMESPACE::_detail {

/// N values of each of B samples, which are Stride values apart. Assigning a row copies; so does assigning a range of B
/// rows. See value_span for Pixels and misuse.
/// Precondition: row indices are less than B; a range of dynamic size has B rows.
template <class T, std::size_t B, std::size_t N, std::size_t Stride, bool Pixels = false> struct part_rows {
  T* data;

  constexpr explicit part_rows(T* first) noexcept : data(first) {}
  constexpr part_rows(const part_rows&) noexcept = default;
  /// The number of rows.
  static constexpr std::size_t size() noexcept { return B; }
  /// The part of sample s.
  constexpr value_span<T, N, Pixels> operator[](std::size_t s) const noexcept {
    precondition(s < B, "row of a workspace: found index {}, expected less than {}, its batch", s, B);
    return {data + s * Stride, N};
  }
  /// Value i of the part of sample s.
  constexpr T& operator()(std::size_t s, std::size_t i) const noexcept {
    precondition(s < B && i < N, "value of a workspace: found index ({}, {}), expected less than ({}, {})", s, i, B, N);
    return data[s * Stride + i];
  }
  /// Copies the rows of the same part.
  constexpr const part_rows& operator=(const part_rows& from) const noexcept requires(!std::is_const_v<T>) {
    for (std::size_t s = 0; s < B; ++s) (*this)[s] = from[s];
    return *this;
  }
  /// Copies a batch.
  template <class X> constexpr const part_rows& operator=(const X& from) const noexcept {
    if constexpr (takes<X>()) {
      precondition(std::size(from) == B, "assignment to the rows of a workspace: found {} sample{s}, expected {}",
                   std::size(from), B);
      for (std::size_t s = 0; s < B; ++s) (*this)[s] = std::data(from)[s];
    } else if constexpr (std::is_const_v<T>)
      decltype(mistake::tell(mistake::of<values_are_read_only<std::span<T, N>[B]>>)){};
    else decltype(mistake::tell(mistake::of<wrong_values<given<X>, expected<std::array<T, N>[B]>>>)){};
    return *this;
  }

 private:
  template <class X> static constexpr bool takes() {
    if constexpr (std::is_const_v<T>) return false;
    else if constexpr (rows_in<X>::known) {
      using Row = typename rows_in<X>::row;
      return (rows_in<X>::count == B || rows_in<X>::count == std::dynamic_extent) &&
             (SampleOf<Row, T, N> || (Pixels && PixelsOf<Row, N>));
    } else return false;
  }
};

/// The mistake in asking for part J of Shape.
template <std::size_t J, class Shape> using no_part_mistake =
    mistake::no_such_head<given<mistake::head<J>>, expected<mistake::at_most<mistake::head<part_count<Shape> - 1>>>>;

/// Part J of the samples of a shape, in the rows from `first` on.
template <std::size_t J, class T, std::size_t B, class Shape, bool Pixels = false>
constexpr auto part_rows_of(T* first) noexcept {
  if constexpr (J >= part_count<Shape>) {
    decltype(mistake::tell(mistake::of<no_part_mistake<J, Shape>>)){};
    return part_rows<T, B, Shape::size, Shape::size, Pixels>(first);
  } else return part_rows<T, B, part_shape<J, Shape>::size, Shape::size, Pixels>(first + part_begin<J, Shape>);
}

}  // namespace sinew::_detail
