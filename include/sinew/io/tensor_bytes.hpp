#pragma once
/// \file
/// TensorBytes: the numbers of a tensor as files have them, from a net, block by block.

#include <bit>
#include <cstddef>
#include <memory>
#include <optional>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/net/tensors.hpp>
#include <sinew/io/dtype.hpp>
#include <sinew/io/narrow.hpp>
#include <sinew/io/strided_copy.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Memory for the blocks of tensors, which they use one after the other.
class TensorBlock {
 public:
  /// Makes room for a block of so many bytes, and for a tile of scalars if they are converted. Later tensors take
  /// memory only if they need more.
  template <class T> void reserve(std::size_t bytes, bool converts) {
    if (bytes > bytes_) {
      data_ = std::make_unique_for_overwrite<unsigned char[]>(bytes);
      bytes_ = bytes;
    }
    if (converts && tile_ == nullptr) tile_ = std::make_unique_for_overwrite<unsigned char[]>(tile_size<T> * sizeof(T));
  }
  unsigned char* data() noexcept { return data_.get(); }
  template <class T> T* tile() noexcept { return reinterpret_cast<T*>(tile_.get()); }

 private:
  std::size_t bytes_ = 0;
  std::unique_ptr<unsigned char[]> data_{}, tile_{};
};

/// The numbers of a tensor in a row, row-major, little-endian, in the format of the dtype.
///
///     TensorBytes<float> bytes(tensor, parameters, Dtype::float16, block);
///     while (const std::size_t count = bytes.next()) … block.data(), count …
template <class T> class TensorBytes {
 public:
  /// `dtype` is none of those that the net decides. The block is not used by others before the last next().
  TensorBytes(const TensorDescription& tensor, const T* values, Dtype dtype, TensorBlock& block)
      : values_{values},
        dtype_{dtype},
        block_{block},
        walk_{tensor},
        rows_{tensor.size() == 0 ? 0 : walk_.rows()} {
    const std::size_t bytes = walk_.row_size() * bytes_of(dtype), beside = walk_.neighbours();
    if (rows_ == 0) return;
    at_once_ = min_of(rows_, max_of(beside, max_of<std::size_t>(1, wanted_bytes / bytes / beside * beside)));
    block.template reserve<T>(at_once_ * bytes, dtype != dtype_of<T>(Dtype::of_net) || !little_endian);
  }

  /// Begins again.
  void rewind() noexcept { row_ = 0; }
  /// Fills the block with the next numbers. Returns how many bytes they are; 0 at the end.
  std::size_t next() noexcept {
    const std::size_t rows = min_of(at_once_, rows_ - row_);
    if (rows > 0)
      _detail::with_dtype(dtype_, [&](auto dtype) {
        walk_.each_tile(row_, rows, [&](const tensor_tile& tile) { fill<dtype>(tile); });
      });
    row_ += rows;
    return rows * walk_.row_size() * bytes_of(dtype_);
  }
  /// A finite number that the format cannot hold, if next() has met one.
  const std::optional<T>& beyond() const noexcept { return beyond_; }

 private:
  static constexpr bool little_endian = std::endian::native == std::endian::little;
  static constexpr std::size_t wanted_bytes = 1 << 20;  // stays in the processor's cache

  template <Dtype D> void fill(const tensor_tile& tile) noexcept {
    if constexpr (D == dtype_of<T>(Dtype::of_net) && little_endian) {
      _detail::copy_from_net(tile, values_, reinterpret_cast<T*>(block_.data()) + tile.in_row, tile.row_step);
    } else {
      T* const numbers = block_.template tile<T>();
      _detail::copy_from_net(tile, values_, numbers, tile.cols);
      for (std::size_t r = 0; r < tile.rows; ++r)
        for (std::size_t c = 0; c < tile.cols; ++c) {
          const T v = numbers[r * tile.cols + c];
          unsigned char* const to = block_.data() + (tile.in_row + r * tile.row_step + c) * bytes_of(D);
          if constexpr (D == dtype_of<T>(Dtype::of_net)) _detail::to_little_endian(v, to);
          else if (!_detail::encode(D, static_cast<double>(v), to) && is_finite(v) && !beyond_) beyond_ = v;
        }
    }
  }

  const T* values_;
  Dtype dtype_;
  TensorBlock& block_;
  TensorWalk<T> walk_;
  std::size_t rows_, at_once_ = 0, row_ = 0;
  std::optional<T> beyond_{};
};

}  // namespace sinew::_detail
