#pragma once
/// \file
/// window: how a kernel moves along one axis of an image, and the arithmetic of where it ends.

#include <cstddef>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Along one axis: output o sees inputs o·stride + k·dilation − before, k < kernel; what lies outside is padding.
struct window {
  std::size_t kernel = 1, stride = 1, dilation = 1;
  std::size_t before = 0, after = 0;  ///< padding

  /// Inputs from the first to the last that one output sees.
  constexpr std::size_t span() const noexcept { return (kernel - 1) * dilation + 1; }
  constexpr bool fits(std::size_t in) const noexcept { return in + before + after >= span(); }
  /// ⌊(in + before + after − span) / stride⌋ + 1, as PyTorch and ONNX count; 0 where it does not fit.
  constexpr std::size_t outputs(std::size_t in) const noexcept {
    return fits(in) ? (in + before + after - span()) / stride + 1 : 0;
  }
  /// The same window, padded so that there are ⌈in / stride⌉ outputs; an odd rest goes behind (ONNX: SAME_UPPER;
  /// TensorFlow).
  constexpr window same(std::size_t in) const noexcept {
    const std::size_t needed = (in - 1) / stride * stride + span(), rest = needed > in ? needed - in : 0;
    return {kernel, stride, dilation, rest / 2, rest - rest / 2};
  }
  friend constexpr bool operator==(const window&, const window&) noexcept = default;
};

/// Windows along both axes of an image; same: their padding is still to be found by window::same.
struct windows {
  window rows, columns;
  bool same = false;
  friend constexpr bool operator==(const windows&, const windows&) noexcept = default;
};

}  // namespace sinew::_detail
