#pragma once
/// \file
/// The options of poolings and their checks. The options are those of layer/options.hpp that describe windows,
/// IgnorePadding and CeilMode.

#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/shape/window.hpp>
#include <sinew/mistake/image.hpp>
#include <sinew/mistake/layer.hpp>
#include <sinew/kernel/pool.hpp>
#include <sinew/layer/options.hpp>

namespace SINEW_NAMESPACE {

/// Averages are taken over the values within the image only; without this option padding counts as zeros.
/// PyTorch: count_include_pad=False.
struct IgnorePadding {};
/// Rounds the number of windows up instead of down, so that every pixel lies in a window. The last window of an axis
/// may extend beyond the padded image; it must start within the image or the padding before it. Positions beyond the
/// padded image are no padding: no average counts them. With Same it changes nothing.
/// PyTorch, ONNX: ceil_mode. In ONNX before opset 19, onnxruntime counts these positions as padding if
/// count_include_pad is 1: that is Padding below and to the right, without CeilMode.
struct CeilMode {};

namespace _detail {

template <> inline constexpr subject subject_of<IgnorePadding> = subject::divisor;
template <> inline constexpr subject subject_of<CeilMode> = subject::rounding;
constexpr inline void apply_option(windows& w, std::type_identity<CeilMode>) noexcept { w.ceil = true; }

enum class pool_kind { maximum, mean, mean_within };
template <class... O> inline constexpr pool_kind mean_kind = (std::is_same_v<O, IgnorePadding> || ...)
                                                                 ? pool_kind::mean_within
                                                                 : pool_kind::mean;

/// Whether O is an option of poolings over an image (Rank 2) or a sequence (Rank 1).
template <bool Maximum, std::size_t Rank, class O> consteval bool is_pool_option() {
  constexpr subject s = subject_of<O>;
  if constexpr (s == subject::divisor) return !Maximum;
  else if constexpr (s == subject::kernel_width) return Rank == 2;
  else if constexpr (Rank == 1 && of_two_axes<O>) return false;
  else if constexpr (s == subject::dilation) return Maximum;
  else return s == subject::stride || s == subject::padding || s == subject::rounding;
}

/// The windows over the image In. Without Stride, their step is their size.
template <std::size_t Rank, class In, class... O> consteval windows pool_windows(std::size_t size) {
  constexpr std::size_t height = image<In>::height, width = image<In>::width;
  windows w{{size, size}, {size, size}};
  (_detail::apply_option(w, std::type_identity<O>{}), ...);
  if (!((subject_of<O> == subject::stride) || ...)) w.cols.stride = w.cols.kernel;
  if (Rank == 1) w = {{}, {size, w.rows.stride, w.rows.dilation, w.rows.before, w.cols.before}, w.same, w.ceil};
  if (_detail::is_empty(w) || height == 0 || width == 0) return w;
  if (w.same) w = {w.rows.same(height), w.cols.same(width)};  // already ⌈size / stride⌉ outputs
  else if (w.ceil) w = {w.rows.ceil(height), w.cols.ceil(width)};
  return w;
}

template <class In>
inline constexpr windows whole_windows{{image<In>::height, image<In>::height}, {image<In>::width, image<In>::width}};

/// The reason for refusing a pooling over the image In, or nothing.
template <class Written, bool Maximum, std::size_t Rank, class In, windows W, class... O> consteval auto pool_fault() {
  using Image = image<In>;
  constexpr std::size_t n = sizeof...(O), strange = first_true({!_detail::is_pool_option<Maximum, Rank, O>()..., true});
  using Twice = repeated_option<O...>;
  if constexpr (strange < n)
    return std::type_identity<refuse<mistake::not_an_option, Written, element<strange, list<O...>>>>{};
  else if constexpr (!std::is_same_v<Twice, nothing>)
    return std::type_identity<refuse<mistake::option_given_twice, Written, Twice>>{};
  else if constexpr (_detail::is_empty(W)) return std::type_identity<refuse<mistake::zero_size, Written>>{};
  else {
    using OfWindows = typename decltype(_detail::window_fault<In, Image::height, Image::width, W>())::type;
    if constexpr (!std::is_same_v<OfWindows, nothing>) return std::type_identity<OfWindows>{};
    else if constexpr (!kernel::always_meets_image(W.rows, Image::height) ||
                       !kernel::always_meets_image(W.cols, Image::width))
      return std::type_identity<refuse<mistake::window_of_padding_alone, Written, given<In>>>{};
    else return std::type_identity<nothing>{};
  }
}

}  // namespace _detail
}  // namespace sinew
