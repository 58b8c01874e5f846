#pragma once
/// \file
/// What save_safetensors does, for the tensors of any net.

#include <bit>
#include <cstddef>
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
#include <sinew/io/safetensors_file.hpp>
#include <sinew/io/safetensors_layout.hpp>
#include <sinew/io/safetensors_net.hpp>
#include <sinew/io/tensor_bytes.hpp>
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
    else
      for (std::size_t i = 0; i < names_.size(); ++i)
        write_tensor(file, i, net_.tensors[i].buffer ? buffers : parameters);
    if (!file.commit()) refuse(file);
  }

 private:
  static constexpr bool little_endian = std::endian::native == std::endian::little;

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
    TensorBytes<T> bytes(t, values, dtype_, block_);
    while (const std::size_t count = bytes.next()) {
      if (bytes.beyond())
        fail(weights_error(path_, name_text(names_[index]), std::to_string(*bytes.beyond()),
                           "a number that " + in_text(name_of(dtype_)) + " can hold"));
      put(file, block_.data(), count);
    }
  }

  const net_facts<T>& net_;
  const std::string& path_;
  Dtype dtype_;
  bool mappable_;
  std::vector<std::string> names_;
  TensorBlock block_{};
};

}  // namespace sinew::_detail
