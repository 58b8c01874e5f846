#pragma once
/// \file
/// What save_npz and load_npz do for the tensors of any net: it is compiled once for each scalar.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/config/error.hpp>
#include <sinew/net/tensors.hpp>
#include <sinew/io/narrow.hpp>
#include <sinew/io/npy_format.hpp>
#include <sinew/io/npy_numbers.hpp>
#include <sinew/io/npz_archive.hpp>
#include <sinew/io/dtype.hpp>
#include <sinew/io/safetensors_net.hpp>
#include <sinew/io/source_file.hpp>
#include <sinew/io/tensor_bytes.hpp>
#include <sinew/io/tensor_directory.hpp>
#include <sinew/io/weights_error.hpp>

namespace SINEW_NAMESPACE {

/// Options of save_npz() for a net.
struct NpzWeightsOptions {
  /// The format of the numbers. A number beyond the format's largest is an error, and so is bfloat16, which NumPy does
  /// not have.
  Dtype dtype = Dtype::of_net;
  /// Names in place of those of the modules, in the order of tensor_modules_of<Net>; empty: PyTorch's.
  std::vector<std::string> names = {};
  /// Deflates the arrays, as np.savez_compressed does.
  bool compressed = false;
};

namespace _detail {

/// The name of the format among those of safetensors files, whose loader is used here.
inline const element_type* element_type_of(npy_type type) {
  const std::string name =
      type.kind == 'b' ? "BOOL" : std::string(1, static_cast<char>(type.kind - 32)) + std::to_string(8 * type.bytes);
  const element_type* found = element_types;
  while (found->name != name) ++found;  // all are there
  return found;
}

/// An archive as a file of tensors, with the members of SafetensorsFile that TensorLoader uses: the data of the tensors
/// one after the other in the order of the directory, as little-endian numbers, row by row.
class NpzWeights {
 public:
  explicit NpzWeights(const std::string& path)
      : archive_{path, NpzErrors::of_weights},
        directory_{directory_bytes(archive_)} {
    if (archive_.others() > 0)
      refuse(_detail::digits(archive_.others()) + (archive_.others() == 1 ? " member that is" : " members that are") +
                 " no array",
             "members NAME.npy, one for each tensor");
    std::uint64_t begin = 0;
    for (const auto& member : archive_.members()) {
      NpzMember stream(archive_, member);
      const npy_header header = _detail::read_npy_header(stream);
      file_tensor tensor;
      tensor.name = member.name;
      tensor.type = element_type_of(header.type);
      tensor.shape = header.shape;
      tensor.rank = header.rank;
      tensor.begin = begin;
      tensor.end = begin += stream.left();
      directory_.add(tensor);
    }
  }

  const std::string& name() const noexcept { return archive_.path(); }
  const SafetensorsDirectory& tensors() const noexcept { return directory_; }
  static std::string dtype_text(const element_type& type) {
    if (type.name == "BOOL") return "bool";
    const char kind = type.name[0];
    return (kind == 'F' ? "float" : kind == 'I' ? "int" : "uint") + in_text(type.name.substr(1));
  }
  static constexpr const char* dtypes = "float32, float64 or float16";

  /// Reads the next bytes, which are all of one tensor.
  void read(void* to, std::size_t count) {
    if (count == 0) return;
    if (stream_ == nullptr) open();
    if (ordered_.empty()) stream_->read(to, count);
    else __builtin_memcpy(to, ordered_.data() + (place_ - directory_[current_].begin), count);
    place_ += count;
    if (place_ < directory_[current_].end) return;
    stream_->finish();
    stream_ = nullptr;
    ordered_ = {};
  }
  /// Leaves out as many bytes: whole tensors.
  void skip(std::uint64_t count) { place_ += count; }
  [[noreturn]] void refuse(std::string found, std::string expected) const {
    archive_.refuse({}, (std::move)(found), (std::move)(expected));
  }

 private:
  static std::uint64_t directory_bytes(const NpzReader& archive) {
    std::uint64_t bytes = 0;
    for (const auto& member : archive.members()) bytes += member.name.size() + 64;
    return bytes;
  }
  void open() {
    while (directory_[current_].end <= place_) ++current_;
    stream_ = std::make_unique<NpzMember>(archive_, archive_.members()[current_]);
    const npy_header header = _detail::read_npy_header(*stream_);
    const NpyLayout layout(*stream_, header, {});
    const std::size_t width = header.type.bytes;
    const bool big = width > 1 && header.type.swapped != (std::endian::native == std::endian::big);
    if (layout.in_order() && !big) return;
    // Numbers in another order. The loader asks for a tensor only if the net has one of its extents.
    std::vector<unsigned char> numbers(layout.elements() * width);
    stream_->read(numbers.data(), numbers.size());
    ordered_.resize(numbers.size());
    const unsigned char* from = numbers.data();
    layout.each_place([&](std::size_t place) {
      for (std::size_t i = 0; i < width; ++i) ordered_[place * width + i] = from[big ? width - 1 - i : i];
      from += width;
    });
  }
  NpzReader archive_;
  SafetensorsDirectory directory_;
  std::uint64_t place_ = 0;  // of the next byte in the data
  std::size_t current_ = 0;  // the tensor that is read
  std::unique_ptr<NpzMember> stream_{};
  std::vector<unsigned char> ordered_{};  // its bytes, if they are in another order in the file
};

/// A tensor of a net as a member of an archive.
template <class T> class NpzTensor final : public NpzSource {
 public:
  NpzTensor(const TensorDescription& tensor, const T* values, Dtype dtype, TensorBlock& block)
      : beginning_{_detail::npy_beginning(
            {'f', static_cast<unsigned>(bytes_of(dtype)), std::endian::native == std::endian::big}, tensor.extents)},
        size_{beginning_.size() + std::uint64_t{tensor.size()} * bytes_of(dtype)},
        numbers_{tensor, values, dtype, block},
        block_{block} {}
  std::uint64_t size() const override { return size_; }
  void rewind() override {
    numbers_.rewind();
    head_ = in_block_ = filled_ = 0;
  }
  std::size_t read(unsigned char* to, std::size_t count) override {
    const std::size_t of_head = min_of(count, beginning_.size() - head_);
    __builtin_memcpy(to, beginning_.data() + head_, of_head);
    head_ += of_head;
    std::size_t done = of_head;
    while (done < count) {
      if (in_block_ == filled_) {
        in_block_ = 0;
        if ((filled_ = numbers_.next()) == 0) break;
      }
      const std::size_t piece = min_of(count - done, filled_ - in_block_);
      __builtin_memcpy(to + done, block_.data() + in_block_, piece);
      in_block_ += piece;
      done += piece;
    }
    return done;
  }

 private:
  std::string beginning_;
  std::uint64_t size_;
  TensorBytes<T> numbers_;
  TensorBlock& block_;
  std::size_t head_ = 0, in_block_ = 0, filled_ = 0;
};

template <class T> void save_npz_tensors(const net_facts<T>& net, const T* parameters, const T* buffers,
                                         const std::string& path, const NpzWeightsOptions& options) {
  const Dtype dtype = dtype_of<T>(options.dtype);
  if (dtype == Dtype::bfloat16)
    fail(weights_error(path, {}, "Dtype::bfloat16", "float16, float32 or float64: NumPy has no bfloat16"));
  const std::vector<std::string> names = _detail::names_of(net, options.names, path);
  std::vector<std::unique_ptr<NpzTensor<T>>> members;
  members.reserve(names.size());
  TensorBlock block;  // the members are read one after the other
  NpzWriter archive(path, NpzErrors::of_weights);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const TensorDescription& t = net.tensors[i];
    const T* const values = t.buffer ? buffers : parameters;
    if (bytes_of(dtype) < sizeof(T)) {
      TensorBytes<T> bytes(t, values, dtype, block);
      while (!bytes.beyond() && bytes.next() > 0) {}
      if (bytes.beyond())
        fail(weights_error(
            path, name_text(names[i]), std::to_string(*bytes.beyond()),
            "a number that " + name_of(npy_type{'f', static_cast<unsigned>(bytes_of(dtype)), false}) + " can hold"));
    }
    members.push_back(std::make_unique<NpzTensor<T>>(t, values, dtype, block));
    archive.add(names[i], *members.back(), options.compressed);
  }
  archive.finish();
}

}  // namespace _detail
}  // namespace sinew
