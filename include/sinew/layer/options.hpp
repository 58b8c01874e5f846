#pragma once
/// \file
/// What convolutions and poolings are told after their sizes, in any order: Conv2D<8, 3, ReLU, Stride<2>, Same>.

#include <array>
#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/image.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/mistake.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/shape/window.hpp>

namespace SINEW_NAMESPACE {

/// Steps of the window, along rows (down the height) and columns (along the width). [1]
template <std::size_t Down, std::size_t Along = Down> struct Stride {};
/// Zeros around the image: Padding<1> on all sides, Padding<0, 2> above and below, left and right, or Padding<1, 2, 3,
/// 4> above, below, left, right (ONNX `pads`: above, left, below, right). Of a sequence: Padding<1> at both ends,
/// Padding<2, 0> before and after (so a convolution is causal). [0]
template <std::size_t... P> struct Padding {};
/// As much padding as gives ⌈size / stride⌉ outputs; an odd rest goes below and to the right (ONNX: SAME_UPPER.
/// PyTorch: padding='same', which knows stride 1 only).
struct Same {};
/// No padding: the window stays within the image. That is the default.
struct Valid {};
/// Distance of the inputs under neighbouring weights of the kernel. [1]
template <std::size_t Down, std::size_t Along = Down> struct Dilation {};
/// Channels in so many groups, each convolved by itself; as many groups as channels is a depthwise convolution. [1]
template <std::size_t N> struct Groups {};
/// A kernel that is not square: its width; its height is the size given first.
template <std::size_t N> struct KernelWidth {};
/// y = act(conv(x)): for layers whose bias a BatchNorm behind them would take away.
struct NoBias {};
/// Of a transposed convolution: rows and columns more at the end, fewer than its Stride; a convolution of that stride
/// gives the same size for each of them. [0]
template <std::size_t Down, std::size_t Along = Down> struct OutputPadding {};

namespace _detail {

/// What an option speaks of: a layer says which it takes, and none may be given twice.
enum class subject { none = -1, stride, padding, dilation, kernel_width, groups, bias, output_padding };
template <class O> inline constexpr subject subject_of = subject::none;
template <std::size_t D, std::size_t A> inline constexpr subject subject_of<Stride<D, A>> = subject::stride;
template <std::size_t D, std::size_t A> inline constexpr subject subject_of<Dilation<D, A>> = subject::dilation;
template <std::size_t... P>
requires(sizeof...(P) == 1 || sizeof...(P) == 2 ||
         sizeof...(P) == 4) inline constexpr subject subject_of<Padding<P...>> = subject::padding;
template <> inline constexpr subject subject_of<Same> = subject::padding;
template <> inline constexpr subject subject_of<Valid> = subject::padding;
template <std::size_t N> inline constexpr subject subject_of<KernelWidth<N>> = subject::kernel_width;
template <std::size_t N> inline constexpr subject subject_of<Groups<N>> = subject::groups;
template <> inline constexpr subject subject_of<NoBias> = subject::bias;
template <std::size_t D, std::size_t A> inline constexpr subject subject_of<OutputPadding<D, A>> =
    subject::output_padding;

/// The change an option makes to the windows. (By its name alone: what is no option may be incomplete.)
template <class O> constexpr void apply_option(windows&, std::type_identity<O>) noexcept {}
template <std::size_t D, std::size_t A>
constexpr void apply_option(windows& w, std::type_identity<Stride<D, A>>) noexcept {
  w.rows.stride = D, w.columns.stride = A;
}
template <std::size_t D, std::size_t A>
constexpr void apply_option(windows& w, std::type_identity<Dilation<D, A>>) noexcept {
  w.rows.dilation = D, w.columns.dilation = A;
}
template <std::size_t N> constexpr void apply_option(windows& w, std::type_identity<KernelWidth<N>>) noexcept {
  w.columns.kernel = N;
}
constexpr inline void apply_option(windows& w, std::type_identity<Same>) noexcept { w.same = true; }
template <std::size_t... P> constexpr void apply_option(windows& w, std::type_identity<Padding<P...>>) noexcept {
  constexpr std::size_t n = sizeof...(P);
  constexpr std::array<std::size_t, n> p{P...};
  constexpr std::size_t below = n == 4, left = n == 4 ? 2 : n == 2, right = n == 4 ? 3 : n == 2;
  w.rows.before = p[0], w.rows.after = p[below];
  w.columns.before = p[left], w.columns.after = p[right];
}

/// A window of nothing, which fits nowhere and everywhere.
constexpr bool is_empty(const window& w) noexcept { return w.kernel == 0 || w.stride == 0 || w.dilation == 0; }
constexpr bool is_empty(const windows& w) noexcept { return _detail::is_empty(w.rows) || _detail::is_empty(w.columns); }

/// Both windows over an image of height × width, a square kernel to begin with.
template <class... O> consteval windows windows_of(std::size_t kernel, std::size_t height, std::size_t width) {
  windows w{{kernel}, {kernel}};
  (_detail::apply_option(w, std::type_identity<O>{}), ...);
  if (w.same && !_detail::is_empty(w) && height > 0 && width > 0) w = {w.rows.same(height), w.columns.same(width)};
  return w;
}
/// The same along a sequence, an image of height 1.
template <class... O> consteval windows windows_along(std::size_t kernel, std::size_t length) {
  windows w{{kernel}, {kernel}};
  (_detail::apply_option(w, std::type_identity<O>{}), ...);
  const window along{kernel, w.rows.stride, w.rows.dilation, w.rows.before, w.columns.before};
  return {{}, w.same && !_detail::is_empty(along) && length > 0 ? along.same(length) : along};
}
/// The first option whose subject an earlier one speaks of, or nothing.
template <class... O> using repeated_option =
    element<first_repeated({static_cast<int>(subject_of<O>)...}), list<O..., nothing>>;

/// Why windows do not fit an image, or nothing.
template <class In, std::size_t Height, std::size_t Width, windows W> consteval auto window_fault() {
  constexpr std::size_t above = W.rows.before + W.rows.after, beside = W.columns.before + W.columns.after;
  using Down = refuse<mistake::window_does_not_fit, given<In>, height<Height>, with_padding<above>,
                      less_than_window<W.rows.span()>>;
  using Along = refuse<mistake::window_does_not_fit, given<In>, width<Width>, with_padding<beside>,
                       less_than_window<W.columns.span()>>;
  if constexpr (!W.rows.fits(Height)) return std::type_identity<Down>{};
  else if constexpr (!W.columns.fits(Width)) return std::type_identity<Along>{};
  else return std::type_identity<nothing>{};
}

}  // namespace _detail
}  // namespace sinew
