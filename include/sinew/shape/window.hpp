#pragma once
/// \file
/// window: how a kernel moves along one axis of an image, and how many outputs it gives.

#include <cstddef>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE::_detail {

/// A window along one axis. Output o reads the inputs o·stride + k·dilation − before for k < kernel; inputs outside
/// the image are padding.
struct window {
  std::size_t kernel = 1, stride = 1, dilation = 1;
  std::size_t before = 0, after = 0;  ///< padding
  /// How far the last window extends beyond the padded image (window::ceil). These positions are read by no output and
  /// count in no mean.
  std::size_t overhang = 0;

  /// The number of inputs from the first to the last that one output reads.
  constexpr std::size_t span() const noexcept { return (kernel - 1) * dilation + 1; }
  constexpr bool fits(std::size_t in) const noexcept { return in + before + after + overhang >= span(); }
  /// The number of outputs, ⌊(in + before + after − span) / stride⌋ + 1 as in PyTorch and ONNX; 0 if the window does
  /// not fit.
  constexpr std::size_t outputs(std::size_t in) const noexcept {
    return fits(in) ? (in + before + after + overhang - span()) / stride + 1 : 0;
  }
  /// The window padded for ⌈in / stride⌉ outputs; an odd remainder goes behind (ONNX: SAME_UPPER; TensorFlow).
  constexpr window same(std::size_t in) const noexcept {
    const std::size_t needed = (in - 1) / stride * stride + span(), rest = needed > in ? needed - in : 0;
    return {kernel, stride, dilation, rest / 2, rest - rest / 2};
  }
  /// The window with ⌈(in + before + after − span) / stride⌉ + 1 outputs, less those that would start behind the
  /// image (PyTorch, ONNX: ceil_mode). Unchanged if that is the same as without ceil.
  constexpr window ceil(std::size_t in) const noexcept {
    const std::size_t padded = in + before + after, image = in + before;
    if (padded + stride - 1 < span()) return *this;
    std::size_t count = (padded + stride - 1 - span()) / stride + 1;
    if (image > 0 && (count - 1) * stride >= image) count = (image - 1) / stride + 1;
    const std::size_t end = (count - 1) * stride + span();
    window w = *this;
    if (end > padded) w.overhang = end - padded;
    else if (count < outputs(in)) w.after = end > image ? end - image : 0;  // no window reaches the rest
    return w;
  }
  friend constexpr bool operator==(const window&, const window&) noexcept = default;
};

/// The windows along both axes of an image. `same`: their padding is not yet computed (window::same). `ceil`: their
/// overhang is not yet computed (window::ceil).
struct windows {
  window rows, cols;
  bool same = false, ceil = false;
  friend constexpr bool operator==(const windows&, const windows&) noexcept = default;
};

}  // namespace sinew::_detail
