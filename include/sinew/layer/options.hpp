#pragma once
/// \file
/// The options of convolutions and poolings, given after their sizes in any order:
/// Conv2D<8, 3, ReLU, Stride<2>, Same>. Defaults are in brackets.

#include <array>
#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/image.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/shape/window.hpp>
#include <sinew/mistake/image.hpp>

namespace SINEW_NAMESPACE {

/// The step of the window along rows (down the height) and columns (along the width). [1]
template <std::size_t Down, std::size_t Along = Down> struct Stride {};
/// Zeros around the image: Padding<1> on all sides; Padding<0, 2> above and below, left and right; or
/// Padding<1, 2, 3, 4> above, below, left, right (ONNX `pads`: above, left, below, right). For a sequence: Padding<1>
/// at both ends; Padding<2, 0> before and after, which makes a convolution causal. [0]
template <std::size_t... P> struct Padding {};
/// The padding that gives ⌈size / stride⌉ outputs; an odd rest goes below and to the right.
/// ONNX: SAME_UPPER. PyTorch: padding='same', which supports stride 1 only.
struct Same {};
/// No padding: the window stays within the image. This is the default.
struct Valid {};
/// The distance between the inputs of neighbouring weights of the kernel. [1]
template <std::size_t Down, std::size_t Along = Down> struct Dilation {};
/// The number of groups of channels that are convolved independently; as many groups as channels is a depthwise
/// convolution. [1]
template <std::size_t N> struct Groups {};
/// The width of a kernel that is not square; its height is the size given first.
template <std::size_t N> struct KernelWidth {};
/// y = act(conv(x)): for layers followed by a BatchNorm, which cancels a bias.
struct NoBias {};
/// Additional rows and columns at the end of a transposed convolution's output, fewer than its Stride. A convolution
/// with that stride gives the same size for each of these outputs. [0]
template <std::size_t Down, std::size_t Along = Down> struct OutputPadding {};

namespace _detail {

/// The subject of an option. A layer lists the subjects it takes, and no subject may be given twice.
enum class subject {
  none = -1,
  stride,
  padding,
  dilation,
  kernel_width,
  groups,
  bias,
  output_padding,
  of_poolings,  ///< the rest is taken by poolings only
  rounding = of_poolings,
  divisor
};
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

/// Whether O has numbers for rows and columns, which a sequence, with its one axis, does not have.
template <class O> inline constexpr bool of_two_axes = false;
template <std::size_t D, std::size_t A> inline constexpr bool of_two_axes<Stride<D, A>> = D != A;
template <std::size_t D, std::size_t A> inline constexpr bool of_two_axes<Dilation<D, A>> = D != A;
template <std::size_t A, std::size_t B, std::size_t C, std::size_t D>
inline constexpr bool of_two_axes<Padding<A, B, C, D>> = true;

/// Applies an option to the windows. (Options are passed by type_identity: a type that is not an option may be
/// incomplete.)
template <class O> constexpr void apply_option(windows&, std::type_identity<O>) noexcept {}
template <std::size_t D, std::size_t A>
constexpr void apply_option(windows& w, std::type_identity<Stride<D, A>>) noexcept {
  w.rows.stride = D;
  w.cols.stride = A;
}
template <std::size_t D, std::size_t A>
constexpr void apply_option(windows& w, std::type_identity<Dilation<D, A>>) noexcept {
  w.rows.dilation = D;
  w.cols.dilation = A;
}
template <std::size_t N> constexpr void apply_option(windows& w, std::type_identity<KernelWidth<N>>) noexcept {
  w.cols.kernel = N;
}
constexpr inline void apply_option(windows& w, std::type_identity<Same>) noexcept { w.same = true; }
template <std::size_t... P> constexpr void apply_option(windows& w, std::type_identity<Padding<P...>>) noexcept {
  constexpr std::size_t n = sizeof...(P);
  constexpr std::array<std::size_t, n> p{P...};
  constexpr std::size_t below = n == 4, left = n == 4 ? 2 : n == 2, right = n == 4 ? 3 : n == 2;
  w.rows.before = p[0], w.rows.after = p[below];
  w.cols.before = p[left], w.cols.after = p[right];
}

/// Whether a kernel, stride or dilation is 0, in which case the window arithmetic is undefined.
constexpr bool is_empty(const window& w) noexcept { return w.kernel == 0 || w.stride == 0 || w.dilation == 0; }
constexpr bool is_empty(const windows& w) noexcept { return _detail::is_empty(w.rows) || _detail::is_empty(w.cols); }

/// The windows over an image of height × width; the kernel is square unless an option changes it.
template <class... O> consteval windows windows_of(std::size_t kernel, std::size_t height, std::size_t width) {
  windows w{{kernel}, {kernel}};
  (_detail::apply_option(w, std::type_identity<O>{}), ...);
  if (w.same && !_detail::is_empty(w) && height > 0 && width > 0) w = {w.rows.same(height), w.cols.same(width)};
  return w;
}
/// The windows over a sequence, which is an image of height 1.
template <class... O> consteval windows windows_along(std::size_t kernel, std::size_t length) {
  windows w{{kernel}, {kernel}};
  (_detail::apply_option(w, std::type_identity<O>{}), ...);
  const window along{kernel, w.rows.stride, w.rows.dilation, w.rows.before, w.cols.before};
  return {{}, w.same && !_detail::is_empty(along) && length > 0 ? along.same(length) : along};
}
/// The first option with the same subject as an earlier one, or nothing.
template <class... O> using repeated_option =
    element<first_repeated({static_cast<int>(subject_of<O>)...}), list<O..., nothing>>;

/// The reason why the windows do not fit the image, or nothing.
template <class In, std::size_t Height, std::size_t Width, windows W> consteval auto window_fault() {
  constexpr std::size_t above = W.rows.before + W.rows.after, beside = W.cols.before + W.cols.after;
  using Down = refuse<mistake::window_does_not_fit, given<In>, height<Height>, with_padding<above>,
                      less_than_window<W.rows.span()>>;
  using Extent = std::conditional_t<image<In>::is_sequence, length<Width>, width<Width>>;
  using Along =
      refuse<mistake::window_does_not_fit, given<In>, Extent, with_padding<beside>, less_than_window<W.cols.span()>>;
  if constexpr (!W.rows.fits(Height)) return std::type_identity<Down>{};
  else if constexpr (!W.cols.fits(Width)) return std::type_identity<Along>{};
  else return std::type_identity<nothing>{};
}

}  // namespace _detail
}  // namespace sinew
