#pragma once
/// \file
/// batch_view: a batch of samples in one of two layouts.
///
///     rows   [sample][feature]            for large dense layers: weights are streamed, vectors run along features
///     lanes  [block][feature][W samples]  for layers with small weights: vectors run along samples, for any shape

#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/memory/sample.hpp>
#include <sinew/memory/value_span.hpp>

namespace SINEW_NAMESPACE::_detail {

/// A view of B samples of N features in blocks of W samples. Feature i of sample s is data[(s / W · N + i) · W + s %
/// W]; W = 1 is the layout `rows`.
/// If W does not divide B, the spare lanes of the last block repeat the last sample, so they are as finite as the
/// data. In gradients they are zero, so they add nothing.
template <class T, std::size_t B, std::size_t N, std::size_t W = 1> struct batch_view {
  T* data;
  static constexpr std::size_t batch = B, features = N, lanes = W, samples = (B + W - 1) / W * W;

  constexpr T& operator()(std::size_t s, std::size_t i) const noexcept { return data[(s / W * N + i) * W + s % W]; }
  /// The features of one sample; rows only. Assigning to it copies (memory/value_span.hpp).
  constexpr value_span<T, N> operator[](std::size_t s) const noexcept requires(W == 1) { return {data + s * N, N}; }
  /// All samples in memory order.
  constexpr value_span<T, samples * N> flat() const noexcept { return {data, samples * N}; }
  /// The address of feature i of a block's samples, from sample `lane` of the block on.
  constexpr T* at(std::size_t block, std::size_t lane, std::size_t i = 0) const noexcept {
    return data + (block * N + i) * W + lane;
  }
};
template <class T, std::size_t B, std::size_t N> using rows = batch_view<T, B, N, 1>;
template <class T, std::size_t B, std::size_t N, std::size_t W> using lanes = batch_view<T, B, N, W>;

template <class X> struct rows_in { static constexpr bool known = false; };
/// The number of rows in a contiguous range of samples, or std::dynamic_extent.
template <class X>
requires requires(const X& range) {
  std::data(range);
  std::size(range);
}
struct rows_in<X> {
  static constexpr bool known = true;
  using row = std::remove_cvref_t<decltype(*std::data(std::declval<const X&>()))>;
  static constexpr std::size_t count = [] {
    if constexpr (requires { sample_of<X>::extent; }) return sample_of<X>::extent;
    else return std::dynamic_extent;
  }();
};

/// The B samples of a workspace, in rows. Assigning a batch or a row copies; see value_span for Pixels and misuse.
/// A batch is a contiguous range of B samples, or the rows of another workspace.
/// Precondition: row indices are less than B; a batch of dynamic size has B samples.
template <class T, std::size_t B, std::size_t N, bool Pixels = false> struct workspace_rows : batch_view<T, B, N> {
  using View = batch_view<T, B, N>;
  constexpr explicit workspace_rows(T* first) noexcept : View{first} {}
  constexpr workspace_rows(const workspace_rows&) noexcept = default;

  /// Sample s.
  constexpr value_span<T, N, Pixels> operator[](std::size_t s) const noexcept {
    precondition(s < B, "row of a workspace: found index {}, expected less than {}, its batch", s, B);
    return {this->data + s * N, N};
  }
  /// Feature i of sample s.
  constexpr T& operator()(std::size_t s, std::size_t i) const noexcept {
    precondition(s < B && i < N, "value of a workspace: found index ({}, {}), expected less than ({}, {})", s, i, B, N);
    return this->data[s * N + i];
  }
  /// Copies the rows of a workspace.
  constexpr const workspace_rows& operator=(const workspace_rows& from) const noexcept requires(!std::is_const_v<T>) {
    copy(from);
    return *this;
  }
  /// Copies a batch.
  template <class X> constexpr const workspace_rows& operator=(const X& from) const noexcept {
    if constexpr (takes<X>()) copy(from);
    else decltype(mistake::tell(mistake::of<fault<X>>)){};
    return *this;
  }
  /// Copies a braced list of samples.
  template <std::size_t M, std::size_t K>
  constexpr const workspace_rows& operator=(const std::remove_const_t<T> (&from)[M][K]) const noexcept {
    if constexpr (takes<T[M][K]>()) copy(from);
    else decltype(mistake::tell(mistake::of<fault<T[M][K]>>)){};
    return *this;
  }

 private:
  template <class U, bool P>
  requires(std::is_same_v<std::remove_const_t<U>, T>) static constexpr bool is_rows(const workspace_rows<U, B, N, P>*) {
    return true;
  }
  static constexpr bool is_rows(...) { return false; }
  template <class X> static constexpr bool takes() {
    if constexpr (std::is_const_v<T>) return false;
    else if constexpr (rows_in<X>::known) {
      using Row = typename rows_in<X>::row;
      return (rows_in<X>::count == B || rows_in<X>::count == std::dynamic_extent) &&
             (SampleOf<Row, T, N> || (Pixels && PixelsOf<Row, N>));
    } else return is_rows(static_cast<const X*>(nullptr));
  }
  template <class X> using fault = std::conditional_t<std::is_const_v<T>, values_are_read_only<std::span<T, N>[B]>,
                                                      wrong_values<given<X>, expected<std::array<T, N>[B]>>>;

  template <class X> constexpr void copy(const X& from) const noexcept {
    if constexpr (rows_in<X>::known) {
      precondition(std::size(from) == B, "assignment to the rows of a workspace: found {} sample{s}, expected {}",
                   std::size(from), B);
      for (std::size_t s = 0; s < B; ++s) read_sample<T, N>(std::data(from)[s], this->data + s * N);
    } else
      for (std::size_t i = 0; i < B * N; ++i) this->data[i] = from.data[i];
  }
};

/// The contents of the spare lanes of the last block.
enum class spare_lanes { repeat_last_sample, zero };

}  // namespace sinew::_detail
