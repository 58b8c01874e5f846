#pragma once
/// \file
/// What a checkpoint is made of: numbers in memory, and what the file calls them.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/net/tensors.hpp>
#include <sinew/io/dtype.hpp>
#include <sinew/io/narrow.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Numbers in memory and what a checkpoint calls them.
struct CheckpointPart {
  std::string name;
  std::string_view type;  ///< of the elements, in the format's words
  std::vector<std::size_t> extents;
  void* values;                              ///< the array in memory
  const TensorDescription* order = nullptr;  ///< where the elements lie in it; nullptr: one after the other
  bool finite = false;                       ///< refuses numbers that are not

  std::size_t width() const noexcept { return type == "F32" ? 4 : type == "BOOL" ? 1 : 8; }
  std::size_t size() const noexcept {
    std::size_t product = 1;
    for (const std::size_t extent : extents) product *= extent;
    return product;
  }
  /// Whether the bytes in memory are those of the file.
  bool alike() const noexcept {
    return std::endian::native == std::endian::little && (order == nullptr || order->row_major());
  }
  /// The bytes of the first element, if the elements lie one after the other.
  unsigned char* bytes() const noexcept {
    return static_cast<unsigned char*>(values) + (order == nullptr ? 0 : order->offset * width());
  }
};

/// The parts of a checkpoint. Saving only reads what they refer to.
class CheckpointParts {
 public:
  void add(std::string name, const std::uint64_t& number) { add((std::move)(name), "U64", {}, &number); }
  void add(std::string name, const std::uint8_t& truth) { add((std::move)(name), "BOOL", {}, &truth); }
  void add(std::string name, const double& number) { add((std::move)(name), "F64", {}, &number); }
  template <std::size_t N> void add(std::string name, const std::array<std::uint64_t, N>& numbers) {
    add((std::move)(name), "U64", {N}, numbers.data());
  }
  template <std::size_t N> void add(std::string name, const std::array<double, N>& numbers) {
    add((std::move)(name), "F64", {N}, numbers.data());
  }
  void add(std::string name, std::string_view type, std::vector<std::size_t> extents, const void* values) {
    all_.push_back({(std::move)(name), type, (std::move)(extents), const_cast<void*>(values)});
  }
  /// Adds the tensors of a net, or of an array in the layout of its parameters.
  template <class T> void add(const std::string& prefix, std::span<const TensorDescription> tensors,
                              const T* parameters, const T* buffers, bool finite) {
    for (const TensorDescription& t : tensors) {
      if (t.buffer && buffers == nullptr) continue;
      all_.push_back({prefix + std::string(t.name),
                      name_of(dtype_of<T>(Dtype::of_net)),
                      {t.extents.begin(), t.extents.end()},
                      const_cast<T*>(t.buffer ? buffers : parameters),
                      &t,
                      finite && !t.buffer});
    }
  }
  std::vector<CheckpointPart>& all() noexcept { return all_; }

 private:
  std::vector<CheckpointPart> all_{};
};

/// How many elements of the part are infinite or NaN.
inline std::size_t odd_numbers(const CheckpointPart& part) {
  std::size_t odd = 0;
  const auto count = [&]<class T>(const T* values) {
    if (part.order == nullptr)
      for (std::size_t i = 0, n = part.size(); i < n; ++i) odd += !_detail::is_finite(values[i]);
    else part.order->each_position([&](std::size_t at) { odd += !_detail::is_finite(values[at]); });
  };
  if (part.type == "F32") count(static_cast<const float*>(part.values));
  else count(static_cast<const double*>(part.values));
  return odd;
}

}  // namespace sinew::_detail
