#pragma once
/// \file
/// Copies between a tensor as it lies in a net, with strides, and the same numbers in a row, row-major, as files have
/// them.
///
/// Tensors of the kernels are mostly transposed: Dense's weight has the extents (out, in) and the strides (1, out). A
/// loop over either order would touch a line of the processor's cache for every number of the other one, so such
/// tensors are copied in tiles, which are transposed in registers (kernel/transpose.hpp).

#include <array>
#include <cstddef>
#include <cstring>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/config/kernel.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/memory/batch_view.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/simd/scalar_only.hpp>
#include <sinew/kernel/transpose.hpp>
#include <sinew/net/tensors.hpp>

namespace SINEW_NAMESPACE::_detail {

/// to[c·to_step + r] = from[r·from_step + c] for `rows` r and `cols` c. Of the numbers at `from`, `behind` rows more
/// are wanted soon.
template <class T> [[SINEW_KERNEL]] void transpose(const T* from, std::size_t from_step, T* to, std::size_t to_step,
                                                   std::size_t rows, std::size_t cols, std::size_t behind) noexcept {
  std::size_t r = 0;
  if constexpr (!simd::always_scalar) {
    constexpr std::size_t W = simd::native_lanes<T>, ahead = 32;
    using V = simd::pack<T, W>;
    for (; r + W <= rows; r += W) {
      // No processor foresees steps beyond a page.
      for (std::size_t next = r + ahead; next < min_of(r + ahead + W, rows + behind); ++next)
        for (std::size_t c = 0; c < cols; c += line_bytes / sizeof(T)) __builtin_prefetch(from + next * from_step + c);
      kernel::to_lanes<V, W, spare_lanes::zero>(cols, from + r * from_step, from_step, to + r, to_step);
    }
  }
  for (; r < rows; ++r)
    for (std::size_t c = 0; c < cols; ++c) to[c * to_step + r] = from[r * from_step + c];
}

/// A part of a tensor: element (r, c) is number in_row + r·row_step + c of the numbers in a row, and number in_net + r
/// + c·column_step of the net. If the column step is 1, there is one row.
struct tensor_tile {
  std::size_t in_row, row_step, in_net, column_step, rows, cols;
  std::size_t rows_behind, cols_behind;  ///< how many follow in other tiles
};
/// The most rows and columns of a tile. A column is a page of the net, so that each page is written at once.
template <class T> inline constexpr std::size_t tile_rows = 4096 / sizeof(T);
inline constexpr std::size_t tile_cols = 64;
/// The most numbers of a tile, and how many it takes with rows or columns apart by a line more, so that they do not
/// compete for the same lines of the processor's cache.
template <class T> inline constexpr std::size_t tile_size = tile_rows<T>* tile_cols;
template <class T> inline constexpr std::size_t tile_gap = line_bytes / sizeof(T);
template <class T> inline constexpr std::size_t spaced_tile_size = tile_rows<T>*(tile_cols + tile_gap<T>);

/// A tensor of scalars T, without extents of 1, and with neighbours that are one extent joined.
template <class T> class TensorWalk {
 public:
  explicit TensorWalk(const TensorDescription& t) noexcept : tensor_{t} {
    for (std::size_t k = 0; k < t.extents.size() && !scattered_; ++k) {
      const std::size_t extent = t.extents[k], stride = t.strides[k];
      if (extent == 1) continue;
      if (rank_ > 0 && strides_[rank_ - 1] == extent * stride) {
        extents_[rank_ - 1] *= extent;
        strides_[rank_ - 1] = stride;
      } else if (rank_ == extents_.size()) scattered_ = true;
      else {
        extents_[rank_] = extent;
        strides_[rank_++] = stride;
      }
    }
    if (rank_ == 0) extents_[0] = strides_[0] = rank_ = 1;
    row_size_ = scattered_ ? t.size() : 1;
    for (std::size_t k = 1; k < rank_ && !scattered_; ++k) row_size_ *= extents_[k];
    along_ = rank_ - 1;
    for (std::size_t k = 0; k < rank_; ++k)
      if (strides_[k] == 1) along_ = k;
  }

  /// Parts of the tensor that lie one after the other in the row, and their numbers.
  std::size_t rows() const noexcept { return scattered_ ? 1 : extents_[0]; }
  std::size_t row_size() const noexcept { return row_size_; }
  /// Parts that should be copied at once if not all are: those that lie side by side in the net.
  std::size_t neighbours() const noexcept {
    return along_ == 0 ? min_of<std::size_t>(rows(), line_bytes / sizeof(float)) : 1;
  }

  /// f(tile) for tiles that cover `count` parts from the part `first` on. Places in the row count from there.
  template <class F> void each_tile(std::size_t first, std::size_t count, F&& f) const {
    if (tensor_.size() == 0) return;
    if (scattered_) {
      std::size_t n = 0;
      tensor_.each_position([&](std::size_t at) { f(tensor_tile{n++, 1, at, 1, 1, 1, 0, 0}); });
    } else walk(0, 0, tensor_.offset + first * strides_[0], count, f);
  }
  template <class F> void each_tile(F&& f) const { each_tile(0, rows(), f); }

 private:
  // How far neighbours along extent k are from each other in the row.
  std::size_t step_in_row(std::size_t k) const noexcept {
    std::size_t step = 1;
    while (++k < rank_) step *= extents_[k];
    return step;
  }
  template <class F> void walk(std::size_t k, std::size_t in_row, std::size_t in_net, std::size_t count, F& f) const {
    const auto extent = [&](std::size_t of) { return of == 0 ? count : extents_[of]; };
    const std::size_t last = rank_ - 1;
    if (k == last) {
      const bool transposed = along_ != last;
      const std::size_t rows = transposed ? extent(along_) : 1, cols = extent(last);
      const std::size_t row_step = transposed ? step_in_row(along_) : 0, column_step = strides_[last];
      const std::size_t wide = column_step == 1 ? tile_size<T> : tile_cols;
      for (std::size_t r = 0; r < rows; r += tile_rows<T>)
        for (std::size_t c = 0; c < cols; c += wide) {
          const std::size_t height = min_of(tile_rows<T>, rows - r), width = min_of(wide, cols - c);
          f(tensor_tile{in_row + r * row_step + c, row_step, in_net + r + c * column_step, column_step, height, width,
                        rows - r - height, cols - c - width});
        }
    } else if (k == along_) walk(k + 1, in_row, in_net, count, f);
    else
      for (std::size_t i = 0, step = step_in_row(k); i < extent(k); ++i)
        walk(k + 1, in_row + i * step, in_net + i * strides_[k], count, f);
  }

  const TensorDescription& tensor_;
  std::array<std::size_t, 8> extents_{}, strides_{};
  std::size_t rank_ = 0, row_size_ = 1, along_ = 0;
  bool scattered_ = false;
};

/// Copies a tile from numbers in rows, `row_step` apart, to the net whose scalars are at `values`, through memory for
/// spaced_tile_size<T> numbers. `behind` rows of numbers may be read behind those of the tile.
template <class T> void copy_to_net(const tensor_tile& tile, const T* from, std::size_t row_step, T* values, T* between,
                                    std::size_t behind = 0) noexcept {
  T* const to = values + tile.in_net;
  if (tile.column_step == 1) return static_cast<void>(std::memcpy(to, from, tile.cols * sizeof(T)));
  const std::size_t step = tile.rows + tile_gap<T>;
  _detail::transpose(from, row_step, between, step, tile.rows, tile.cols, behind);
  for (std::size_t c = 0; c < tile.cols; ++c)
    std::memcpy(to + c * tile.column_step, between + c * step, tile.rows * sizeof(T));
}
/// The inverse.
template <class T> void copy_from_net(const tensor_tile& tile, const T* values, T* to, std::size_t row_step) noexcept {
  const T* const from = values + tile.in_net;
  if (tile.column_step == 1) std::memcpy(to, from, tile.cols * sizeof(T));
  else _detail::transpose(from, tile.column_step, to, row_step, tile.cols, tile.rows, tile.cols_behind);
}

}  // namespace sinew::_detail
