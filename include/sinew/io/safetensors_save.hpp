#pragma once
/// \file
/// What save_safetensors does, for the tensors of any net.

#include <bit>
#include <cstddef>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/config/error.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/net/tensors.hpp>
#include <sinew/io/atomic_file.hpp>
#include <sinew/io/dtype.hpp>
#include <sinew/io/narrow.hpp>
#include <sinew/io/raw_memory.hpp>
#include <sinew/io/safetensors_file.hpp>
#include <sinew/io/safetensors_layout.hpp>
#include <sinew/io/safetensors_net.hpp>
#include <sinew/io/strided_copy.hpp>
#include <sinew/io/weights_error.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Rounds the tensors of a net to the format.
template <class T> void round_tensors(const net_facts<T>& net, Dtype dtype, T* parameters, T* buffers) {
  for (const auto& t : net.tensors)
    t.each_position([&, values = t.buffer ? buffers : parameters](std::size_t at) {
      unsigned char bytes[8];
      _detail::encode(dtype, static_cast<double>(values[at]), bytes);
      values[at] = static_cast<T>(_detail::decode(dtype, bytes));
    });
}

/// Writes the tensors of a net to a new file, one after the other.
template <class T> class TensorSaver {
 public:
  TensorSaver(const net_facts<T>& net, const std::string& path, const SaveOptions<T>& options)
      : net_{net},
        path_{path},
        dtype_{dtype_of<T>(options.dtype)},
        mappable_{options.mappable},
        names_{_detail::names_of(net, options.names, path)} {
    if (mappable_ && dtype_ != dtype_of<T>(Dtype::of_net))
      fail(weights_error(
          path, {}, "dtype " + in_text(name_of(dtype_)) + " and .mappable",
          in_text(name_of(dtype_of<T>(Dtype::of_net))) + ", the scalar of the net, as it is used in place"));
  }

  /// `header` has its metadata already.
  void write(SafetensorsHeader& header, const T* parameters, const T* buffers) {
    if (mappable_) _detail::write_layout(header, net_, names_);
    else
      for (std::size_t i = 0; i < names_.size(); ++i)
        header.tensor(names_[i], name_of(dtype_), net_.tensors[i].extents, net_.tensors[i].size() * bytes_of(dtype_));
    const std::string beginning = header.bytes(mappable_ ? line_bytes : 8);
    AtomicFile file(path_);
    put(file, beginning.data(), beginning.size());
    if (mappable_) write_object(file, parameters, buffers);
    else {
      reserve();
      for (std::size_t i = 0; i < names_.size(); ++i)
        write_tensor(file, i, net_.tensors[i].buffer ? buffers : parameters);
    }
    if (!file.commit()) refuse(file);
  }

 private:
  static constexpr bool little_endian = std::endian::native == std::endian::little;
  static constexpr std::size_t block_bytes = 1 << 20;  // stays in the processor's cache

  [[noreturn]] void refuse(const AtomicFile& file) const {
    fail(weights_error(path_, {}, file.fault(), "a file that can be written"));
  }
  void put(AtomicFile& file, const void* from, std::size_t bytes) {
    if (!file.write(from, bytes)) refuse(file);
  }
  /// Writes scalars as they are.
  void put_scalars(AtomicFile& file, const T* from, std::size_t count) {
    if constexpr (little_endian) put(file, from, count * sizeof(T));
    else
      for (std::size_t i = 0; i < count; ++i) {
        unsigned char bytes[sizeof(T)];
        _detail::to_little_endian(from[i], bytes);
        put(file, bytes, sizeof bytes);
      }
  }
  void write_object(AtomicFile& file, const T* parameters, const T* buffers) {
    const std::size_t buffers_end = net_.buffers_at + net_.buffers;
    const std::vector<T> padding(max_of(net_.buffers_at - net_.parameters, net_.object - buffers_end));
    put_scalars(file, parameters, net_.parameters);
    put_scalars(file, padding.data(), net_.buffers_at - net_.parameters);
    put_scalars(file, buffers, net_.buffers);
    put_scalars(file, padding.data(), net_.object - buffers_end);
  }
  void write_tensor(AtomicFile& file, std::size_t index, const T* values) {
    const TensorDescription& t = net_.tensors[index];
    if (dtype_ == dtype_of<T>(Dtype::of_net) && t.row_major()) return put_scalars(file, values + t.offset, t.size());
    const TensorWalk<T> walk(t);
    const std::size_t bytes = walk.row_size() * bytes_of(dtype_), at_once = rows_at_once(walk);
    _detail::with_dtype(dtype_, [&](auto dtype) {
      for (std::size_t row = 0; row < walk.rows(); row += at_once) {
        const std::size_t rows = min_of(at_once, walk.rows() - row);
        walk.each_tile(row, rows, [&](const tensor_tile& tile) { fill<dtype>(tile, index, values); });
        put(file, block_->data(), rows * bytes);
      }
    });
  }
  /// How many rows of a tensor a block has.
  std::size_t rows_at_once(const TensorWalk<T>& walk) const noexcept {
    const std::size_t bytes = walk.row_size() * bytes_of(dtype_), beside = walk.neighbours();
    if (bytes == 0) return 1;
    return min_of(walk.rows(), max_of(beside, max_of<std::size_t>(1, block_bytes / bytes / beside * beside)));
  }
  /// Takes the memory for the blocks of all tensors.
  void reserve() {
    std::size_t most = 0;
    for (const TensorDescription& t : net_.tensors) {
      const TensorWalk<T> walk(t);
      most = max_of(most, rows_at_once(walk) * walk.row_size() * bytes_of(dtype_));
    }
    block_.emplace(most);
    between_.emplace((spaced_tile_size<T> + tile_size<T>)*sizeof(T));
  }
  /// Fills a tile of the block.
  template <Dtype D> void fill(const tensor_tile& tile, std::size_t index, const T* values) {
    T* const between = reinterpret_cast<T*>(between_->data());
    if constexpr (D == dtype_of<T>(Dtype::of_net) && little_endian) {
      _detail::copy_from_net(tile, values, reinterpret_cast<T*>(block_->data()) + tile.in_row, tile.row_step, between);
    } else {
      T* const numbers = between + spaced_tile_size<T>;
      _detail::copy_from_net(tile, values, numbers, tile.cols, between);
      for (std::size_t r = 0; r < tile.rows; ++r)
        for (std::size_t c = 0; c < tile.cols; ++c) {
          const T v = numbers[r * tile.cols + c];
          unsigned char* const to = block_->data() + (tile.in_row + r * tile.row_step + c) * bytes_of(D);
          if constexpr (D == dtype_of<T>(Dtype::of_net)) _detail::to_little_endian(v, to);
          else if (!_detail::encode(D, static_cast<double>(v), to) && is_finite(v))
            fail(weights_error(path_, name_text(names_[index]), std::to_string(v),
                               "a number that " + in_text(name_of(D)) + " can hold"));
        }
    }
  }

  const net_facts<T>& net_;
  const std::string& path_;
  Dtype dtype_;
  bool mappable_;
  std::vector<std::string> names_;
  std::optional<RawMemory> block_{}, between_{};
};

}  // namespace sinew::_detail
