#pragma once
/// \file
/// What load_safetensors does, for the tensors of any net: first everything that can fail, then the net.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/net/tensors.hpp>
#include <sinew/io/dtype.hpp>
#include <sinew/io/narrow.hpp>
#include <sinew/io/raw_memory.hpp>
#include <sinew/io/safetensors_compare.hpp>
#include <sinew/io/safetensors_layout.hpp>
#include <sinew/io/safetensors_net.hpp>
#include <sinew/io/source_file.hpp>
#include <sinew/io/strided_copy.hpp>
#include <sinew/io/tensor_directory.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Which of these numbers of a file a net over T cannot have. They are elements of a tensor from `element` on.
template <class T> void find_odd(OddNumbers& odd, Dtype dtype, const unsigned char* from, std::size_t count,
                                 std::size_t element, bool allow_non_finite) {
  if (_detail::all_finite<T>(dtype, from, count)) return;
  const std::size_t width = bytes_of(dtype);
  for (std::size_t i = 0; i < count; ++i) {
    const double v = _detail::decode(dtype, from + i * width);
    if (is_finite(_detail::nearest<T>(v)) || (allow_non_finite && !is_finite(v))) continue;
    if (odd.count++ > 0) continue;
    odd.first = element + i;
    odd.too_large = is_finite(v);
  }
}

/// Compares a file with a net, reads its tensors to memory of its own, and then writes them to nets. A TensorFile has
/// the members of SafetensorsFile that are used here, in io/safetensors_compare.hpp and io/safetensors_layout.hpp.
template <class T, class TensorFile> class TensorLoader {
 public:
  TensorLoader(const net_facts<T>& net, TensorFile& file, const LoadOptions& options)
      : net_{net},
        file_{file},
        directory_{file.tensors()},
        options_{options},
        names_{_detail::names_of(net, options.names, file.name(), options.prefix)},
        odd_(names_.size()) {}

  /// Reads what write() needs.
  /// Errors: weights_error, with all differences between file and net.
  void read() {
    _detail::refuse_checkpoint(file_, options_.prefix);
    if (_detail::has_layout(file_)) read_object();
    else read_tensors();
  }

  /// Fills the tensors of a net. It cannot fail.
  void write(T* parameters, T* buffers) noexcept {
    for (const Piece& piece : pieces_) {
      const TensorDescription& t = net_.tensors[piece.tensor];
      T* const values = t.buffer ? buffers : parameters;
      const unsigned char* const from = staged_->data() + piece.staged;
      const bool as_it_is = little_endian && piece.dtype == dtype_of<T>(Dtype::of_net);
      if (as_it_is && (piece.strided ? t.end() - t.offset == t.size() : t.row_major()))
        std::memcpy(values + t.offset, from, t.size() * sizeof(T));
      else if (piece.strided)
        t.each_position([&](std::size_t at) {
          values[at] =
              _detail::nearest<T>(_detail::decode(piece.dtype, from + (at - t.offset) * bytes_of(piece.dtype)));
        });
      else
        _detail::with_dtype(piece.dtype, [&](auto dtype) {
          TensorWalk<T>(t).each_tile([&](const tensor_tile& tile) { write_tile<dtype>(tile, from, values); });
        });
    }
  }

 private:
  static constexpr bool little_endian = std::endian::native == std::endian::little;
  static constexpr std::size_t block_bytes = 1 << 18;  // stays in the processor's cache between reading and checking
  /// A tensor in `staged_`: with the net's strides, or row-major.
  struct Piece {
    std::size_t tensor, staged;
    Dtype dtype;
    bool strided;
  };

  /// Memory for a tile on its way, and for its numbers when they are converted.
  T* between() noexcept { return reinterpret_cast<T*>(between_.data()); }
  template <Dtype D> void write_tile(const tensor_tile& tile, const unsigned char* from, T* values) noexcept {
    if constexpr (D == dtype_of<T>(Dtype::of_net) && little_endian) {
      _detail::copy_to_net(tile, reinterpret_cast<const T*>(from) + tile.in_row, tile.row_step, values, between(),
                           tile.rows_behind);
    } else {
      T* const numbers = between() + spaced_tile_size<T>;
      for (std::size_t r = 0; r < tile.rows; ++r)
        for (std::size_t c = 0; c < tile.cols; ++c)
          numbers[r * tile.cols + c] =
              _detail::nearest<T>(_detail::decode(D, from + (tile.in_row + r * tile.row_step + c) * bytes_of(D)));
      _detail::copy_to_net(tile, numbers, tile.cols, values, between());
    }
  }

  /// f(from, count, element) for blocks of a tensor, whose bytes are read to `to`, or one after the other to
  /// `block` without it.
  template <class F> void read_blocks(Dtype dtype, std::size_t size, unsigned char* to, F f) {
    const std::size_t width = bytes_of(dtype), at_once = block_bytes / width;
    if (to == nullptr) block_.resize(min_of(size, at_once) * width);
    for (std::size_t element = 0; element < size; element += at_once) {
      const std::size_t count = min_of(at_once, size - element);
      unsigned char* const at = to != nullptr ? to + element * width : block_.data();
      file_.read(at, count * width);
      f(at, count, element);
    }
  }
  /// Memory for so many bytes.
  void stage(std::uint64_t bytes) {
    if (bytes > (std::numeric_limits<std::size_t>::max)() / 2)
      file_.refuse("tensors of " + bytes_text(bytes), "tensors that this system's memory can hold");
    staged_.emplace(_detail::in_memory(bytes));
  }

  void read_tensors() {
    TensorComparison<T, TensorFile> comparison(net_, file_, names_, options_);
    // Numbers are looked at even if the file does not fit, so that all differences are said.
    std::uint64_t bytes = 0;
    for (const auto& pair : comparison.matches()) {
      const file_tensor tensor = directory_[pair.in_file];
      if (comparison.fits())
        pieces_.push_back({pair.tensor, _detail::in_memory(bytes), _detail::dtype_named(tensor.type->name), false});
      bytes += (tensor.end - tensor.begin + line_bytes - 1) / line_bytes * line_bytes;
    }
    if (comparison.fits()) stage(bytes);
    std::uint64_t at = 0;
    for (std::size_t i = 0; i < comparison.matches().size(); ++i) {
      const auto& pair = comparison.matches()[i];
      const file_tensor tensor = directory_[pair.in_file];
      file_.skip(tensor.begin - at);
      at = tensor.end;
      const Dtype dtype = _detail::dtype_named(tensor.type->name);
      read_blocks(dtype, net_.tensors[pair.tensor].size(),
                  comparison.fits() ? staged_->data() + pieces_[i].staged : nullptr,
                  [&](const unsigned char* from, std::size_t count, std::size_t element) {
                    _detail::find_odd<T>(odd_[pair.tensor], dtype, from, count, element, options_.allow_non_finite);
                  });
    }
    comparison.refuse_differences(odd_);
  }

  void read_object() {
    WeightDifferences all;
    const std::string advice = _detail::compare_layout(all, net_, file_, names_, options_.prefix, true);
    all.refuse(net_, file_, advice);
    const file_tensor object = directory_[0];
    const Dtype dtype = _detail::dtype_named(object.type->name);
    stage(object.end);
    bool finite = true;
    read_blocks(dtype, _detail::size_of_object(net_, bytes_of(dtype)), staged_->data(),
                [&](const unsigned char* from, std::size_t count, std::size_t) {
                  finite = finite && _detail::all_finite<T>(dtype, from, count);
                });
    for (std::size_t i = 0; i < names_.size(); ++i) {
      const TensorDescription& t = net_.tensors[i];
      const std::size_t width = bytes_of(dtype), begin = _detail::place_in_object(net_, t) * width;
      pieces_.push_back({i, begin, dtype, true});
      if (finite) continue;
      std::size_t element = 0;
      t.each_position([&](std::size_t at) {
        _detail::find_odd<T>(odd_[i], dtype, staged_->data() + begin + (at - t.offset) * width, 1, element++,
                             options_.allow_non_finite);
      });
      odd_[i].say(all, name_text(names_[i]), t, _detail::layer_text(net_, t));
    }
    all.refuse(net_, file_);
  }

  const net_facts<T>& net_;
  TensorFile& file_;
  const SafetensorsDirectory& directory_;
  const LoadOptions& options_;
  std::vector<std::string> names_;
  std::vector<OddNumbers> odd_;
  std::vector<Piece> pieces_{};
  std::optional<RawMemory> staged_{};
  RawMemory between_{(spaced_tile_size<T> + tile_size<T>)*sizeof(T)};  // here, because write() must not fail
  std::vector<unsigned char> block_{};
};

}  // namespace sinew::_detail
