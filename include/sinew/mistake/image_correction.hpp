#pragma once
/// \file
/// The layer of images or sequences, or of options, that a program should have written: for sentences about mistakes.

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/image.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/ratio.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/shape/window.hpp>
#include <sinew/mistake/correction.hpp>
#include <sinew/mistake/fault.hpp>
#include <sinew/mistake/reaching.hpp>
#include <sinew/mistake/sentence.hpp>

// Declared here because these headers come after this one: layer/.
namespace SINEW_NAMESPACE {
template <std::size_t... D> struct Input;
struct Flatten;
template <std::size_t Out, std::size_t Kernel, class... Options> struct Conv2D;
template <std::size_t Out, std::size_t Kernel, class... Options> struct ConvTranspose2D;
template <std::size_t Out, std::size_t Kernel, class... Options> struct Conv1D;
template <std::size_t Kernel, class... Options> struct DepthwiseConv2D;
template <std::size_t Kernel, class... Options> struct DepthwiseConv1D;
template <std::size_t Out, std::size_t Kernel, class... Options> struct ConvTranspose1D;
template <class Probability, class... Options> struct Dropout1D;
struct GlobalAvgPool1D;
struct GlobalAvgPool2D;
struct GlobalMaxPool1D;
struct GlobalMaxPool2D;
template <class Probability, class... Options> struct AlphaDropout;
template <std::size_t Size, class... Options> struct MaxPool2D;
template <std::size_t Size, class... Options> struct MaxPool1D;
template <std::size_t Size, class... Options> struct AvgPool2D;
template <std::size_t Size, class... Options> struct AvgPool1D;
template <std::size_t Factor, class... Options> struct Upsample;
template <class... Options> struct BatchNorm;
template <class... Options> struct LayerNorm;
template <std::size_t Groups, class... Options> struct GroupNorm;
template <class... Options> struct InstanceNorm;
template <class Probability, class... Options> struct Dropout;
template <class... Options> struct PReLU;
template <class Lambda> struct HardShrinkWith;
template <class Lambda> struct SoftShrinkWith;
template <class Probability, class... Options> struct Dropout2D;
template <class Number> struct Epsilon;
template <class Number> struct RunningMomentum;
template <class Slope> struct LeakyReLUWith;
template <class Alpha> struct ELUWith;
template <class Alpha> struct CELUWith;
template <class Min, class Max> struct HardTanhWith;
struct Same;
struct Valid;
struct CeilMode;
template <std::size_t... P> struct Padding;
template <std::size_t N> struct KernelWidth;
template <std::size_t Down, std::size_t Along> struct Stride;
template <std::size_t Down, std::size_t Along> struct Dilation;
template <std::size_t Down, std::size_t Along> struct OutputPadding;
}  // namespace sinew

namespace SINEW_NAMESPACE::_detail {

template <class... O> consteval windows windows_of(std::size_t kernel, std::size_t height, std::size_t width);
template <class... O> consteval windows windows_along(std::size_t kernel, std::size_t length);

/// Whether the layer L takes the shape Given.
template <class L, class Given> consteval bool binds() {
  if constexpr (requires { typename L::template on<Given>; }) return !mistake::is_fault<typename L::template on<Given>>;
  else return false;
}
/// "A, B or C": those of the layers that take the shape Given. Empty if none does.
template <class Given, class... L> consteval auto those_that_fit() {
  constexpr std::array<bool, sizeof...(L)> fits{_detail::binds<L, Given>()...};
  std::size_t rest = 0;
  for (const bool one : fits) rest += one;
  const std::size_t all_of_them = rest;
  phrase all;
  std::size_t i = 0;
  ((fits[i++] ? (all.add(rest == all_of_them ? ""
                         : rest == 1         ? " or "
                                             : ", "),
                 all.add(_detail::name<L>().view()), --rest)
              : rest),
   ...);
  return all;
}

template <class... List> struct joined_choices;
template <class... A> struct joined_choices<list<A...>> { using type = list<A...>; };
template <class... A, class... B, class... More> struct joined_choices<list<A...>, list<B...>, More...>
    : joined_choices<list<A..., B...>, More...> {};

/// The options of a layer, its size or number of groups, and the layer with others.
template <class L> struct layer_parts { using options = list<>; };
template <template <std::size_t, std::size_t, class...> class F, std::size_t M, std::size_t N, class... O>
struct layer_parts<F<M, N, O...>> {
  using options = list<O...>;
  static constexpr std::size_t size = N, outputs = M;
  template <class List> struct with;
  template <class... A> struct with<list<A...>> { using type = F<M, N, A...>; };
  template <std::size_t K> using with_size = F<M, K, O...>;
  template <std::size_t K> using with_outputs = F<K, N, O...>;
};
template <template <std::size_t, class...> class F, std::size_t N, class... O> struct layer_parts<F<N, O...>> {
  using options = list<O...>;
  static constexpr std::size_t size = N;
  template <class List> struct with;
  template <class... A> struct with<list<A...>> { using type = F<N, A...>; };
  template <std::size_t K> using with_size = F<K, O...>;
};
template <template <class...> class F, class... O> struct layer_parts<F<O...>> {
  using options = list<O...>;
  template <class List> struct with;
  template <class... A> struct with<list<A...>> { using type = F<A...>; };
};
/// Of the dropout layers, whose probability is no option.
template <template <class, class...> class F, class P, class... O> struct dropout_parts {
  using options = list<O...>;
  template <class List> struct with;
  template <class... A> struct with<list<A...>> { using type = F<P, A...>; };
  template <class N> using with_number = F<N, O...>;
};
template <class P, class... O> struct layer_parts<Dropout<P, O...>> : dropout_parts<Dropout, P, O...> {};
template <class P, class... O> struct layer_parts<Dropout1D<P, O...>> : dropout_parts<Dropout1D, P, O...> {};
template <class P, class... O> struct layer_parts<Dropout2D<P, O...>> : dropout_parts<Dropout2D, P, O...> {};
template <class P, class... O> struct layer_parts<AlphaDropout<P, O...>> : dropout_parts<AlphaDropout, P, O...> {};
template <class L, class Options> using with_options = typename layer_parts<L>::template with<Options>::type;

/// The property that an option sets, where sentences need to know it.
enum class property { other, padding, kernel_width, stride, output_padding, rounding };
template <class O> inline constexpr property property_of = property::other;
template <> inline constexpr property property_of<Same> = property::padding;
template <> inline constexpr property property_of<Valid> = property::padding;
template <std::size_t... P> inline constexpr property property_of<Padding<P...>> = property::padding;
template <std::size_t N> inline constexpr property property_of<KernelWidth<N>> = property::kernel_width;
template <std::size_t D, std::size_t A> inline constexpr property property_of<Stride<D, A>> = property::stride;
template <std::size_t D, std::size_t A> inline constexpr property property_of<OutputPadding<D, A>> =
    property::output_padding;
template <> inline constexpr property property_of<CeilMode> = property::rounding;

/// The options without those of a property, without an option, and without the J-th.
template <property P, class Options> struct without_property;
template <property P, class... O> struct without_property<P, list<O...>>
    : joined_choices<list<>, std::conditional_t<property_of<O> == P, list<>, list<O>>...> {};
template <class What, class Options> struct without_option;
template <class What, class... O> struct without_option<What, list<O...>>
    : joined_choices<list<>, std::conditional_t<std::is_same_v<O, What>, list<>, list<O>>...> {};
template <std::size_t J, class Options, class Indices> struct without_index;
template <std::size_t J, class... O, std::size_t... K> struct without_index<J, list<O...>, std::index_sequence<K...>>
    : joined_choices<list<>, std::conditional_t<J == K, list<>, list<O>>...> {};
template <property P, class Options> inline constexpr bool has_property = false;
template <property P, class... O> inline constexpr bool has_property<P, list<O...>> = ((property_of<O> == P) || ...);

/// L with the options Added in place of those of the property P.
template <class L, property P, class... Added> using with_property =
    with_options<L, typename joined_choices<typename without_property<P, typename layer_parts<L>::options>::type,
                                            list<Added...>>::type>;
template <class L, class What> using without =
    with_options<L, typename without_option<What, typename layer_parts<L>::options>::type>;

/// The number of axes along which the windows of a layer move: 2, 1 or, where there are none, 0.
template <class L> inline constexpr int axes_of = 0;
template <std::size_t M, std::size_t N, class... O> inline constexpr int axes_of<Conv2D<M, N, O...>> = 2;
template <std::size_t M, std::size_t N, class... O> inline constexpr int axes_of<ConvTranspose2D<M, N, O...>> = 2;
template <std::size_t N, class... O> inline constexpr int axes_of<DepthwiseConv2D<N, O...>> = 2;
template <std::size_t N, class... O> inline constexpr int axes_of<MaxPool2D<N, O...>> = 2;
template <std::size_t N, class... O> inline constexpr int axes_of<AvgPool2D<N, O...>> = 2;
template <std::size_t M, std::size_t N, class... O> inline constexpr int axes_of<Conv1D<M, N, O...>> = 1;
template <std::size_t M, std::size_t N, class... O> inline constexpr int axes_of<ConvTranspose1D<M, N, O...>> = 1;
template <std::size_t N, class... O> inline constexpr int axes_of<DepthwiseConv1D<N, O...>> = 1;
template <std::size_t N, class... O> inline constexpr int axes_of<MaxPool1D<N, O...>> = 1;
template <std::size_t N, class... O> inline constexpr int axes_of<AvgPool1D<N, O...>> = 1;
/// The layer for sequences that corresponds to one for images, or the other way round; or nothing.
template <class L> struct of_other_rank { using type = nothing; };
template <std::size_t M, std::size_t N, class... O> struct of_other_rank<Conv2D<M, N, O...>> {
  using type = Conv1D<M, N, O...>;
};
template <> struct of_other_rank<GlobalAvgPool1D> { using type = GlobalAvgPool2D; };
template <> struct of_other_rank<GlobalMaxPool1D> { using type = GlobalMaxPool2D; };
template <class P, class... O> struct of_other_rank<Dropout1D<P, O...>> { using type = Dropout2D<P, O...>; };
template <std::size_t M, std::size_t N, class... O> struct of_other_rank<ConvTranspose2D<M, N, O...>> {
  using type = ConvTranspose1D<M, N, O...>;
};
template <std::size_t M, std::size_t N, class... O> struct of_other_rank<ConvTranspose1D<M, N, O...>> {
  using type = ConvTranspose2D<M, N, O...>;
};
template <std::size_t N, class... O> struct of_other_rank<DepthwiseConv2D<N, O...>> {
  using type = DepthwiseConv1D<N, O...>;
};
template <std::size_t N, class... O> struct of_other_rank<DepthwiseConv1D<N, O...>> {
  using type = DepthwiseConv2D<N, O...>;
};
template <std::size_t M, std::size_t N, class... O> struct of_other_rank<Conv1D<M, N, O...>> {
  using type = Conv2D<M, N, O...>;
};
template <std::size_t N, class... O> struct of_other_rank<MaxPool2D<N, O...>> { using type = MaxPool1D<N, O...>; };
template <std::size_t N, class... O> struct of_other_rank<MaxPool1D<N, O...>> { using type = MaxPool2D<N, O...>; };
template <std::size_t N, class... O> struct of_other_rank<AvgPool2D<N, O...>> { using type = AvgPool1D<N, O...>; };
template <std::size_t N, class... O> struct of_other_rank<AvgPool1D<N, O...>> { using type = AvgPool2D<N, O...>; };

/// Padding<…> for the padding of the windows, as short as possible.
template <int Axes, windows W> consteval auto padding_option() {
  constexpr window r = W.rows, c = W.cols;
  if constexpr (Axes == 1 && c.before != c.after) return std::type_identity<Padding<c.before, c.after>>{};
  else if constexpr (Axes == 1) return std::type_identity<Padding<c.before>>{};
  else if constexpr (r.before != r.after || c.before != c.after)
    return std::type_identity<Padding<r.before, r.after, c.before, c.after>>{};
  else if constexpr (r.before != c.before) return std::type_identity<Padding<r.before, c.before>>{};
  else return std::type_identity<Padding<r.before>>{};
}
/// The window with the least more padding with which it fits `in`. Padding on one side alone stays on that side.
constexpr window padded_to_fit(window w, std::size_t in) {
  const std::size_t all = in + w.before + w.after, lacks = w.span() > all ? w.span() - all : 0;
  if (w.after == 0 && w.before > 0) w.before += lacks;
  else if (w.before == 0 && w.after > 0) w.after += lacks;
  else {
    w.before += (lacks + 1) / 2;
    w.after += (lacks + 1) / 2;
  }
  return w;
}
/// The window with the least less padding with which each of its windows may meet the image.
constexpr window padded_less(window w) {
  w.before = w.before < w.span() ? w.before : w.span() - 1;
  w.after = w.after < w.span() ? w.after : w.span() - 1;
  return w;
}
/// The largest kernel that fits `in`.
constexpr std::size_t largest_kernel(const window& w, std::size_t in) {
  return (in + w.before + w.after - 1) / w.dilation + 1;
}
/// The windows of a layer as its options say, before Same and CeilMode.
template <class L, class Options = typename layer_parts<L>::options> struct windows_of_layer;
template <class L, class... O> struct windows_of_layer<L, list<O...>> {
  static constexpr windows value = axes_of<L> == 2 ? _detail::windows_of<O...>(layer_parts<L>::size, 0, 0)
                                                   : _detail::windows_along<O...>(layer_parts<L>::size, 0);
};

/// How far a window of L may extend beyond the padded image because of CeilMode, along rows (down) or columns. (Without
/// Stride, poolings have windows side by side.)
template <class L> consteval std::size_t beyond_image(bool down) {
  using Options = typename layer_parts<L>::options;
  if constexpr (!has_property<property::rounding, Options>) return 0;
  else {
    constexpr windows w = windows_of_layer<L>::value;
    const window& axis = down ? w.rows : w.cols;
    return (has_property<property::stride, Options> ? axis.stride : axis.kernel) - 1;
  }
}

/// "3 rows", "3 columns" or, along a sequence, "3 positions".
template <class Extent> struct positions_along;
template <std::size_t N> struct positions_along<mistake::height<N>> {
  static constexpr auto of(std::size_t n) { return _detail::quantity(n, "row"); }
};
template <std::size_t N> struct positions_along<mistake::width<N>> {
  static constexpr auto of(std::size_t n) { return _detail::quantity(n, "column"); }
};
template <std::size_t N> struct positions_along<mistake::length<N>> {
  static constexpr auto of(std::size_t n) { return _detail::quantity(n, "position"); }
};
template <class Extent> constexpr auto positions(std::size_t n) { return positions_along<Extent>::of(n); }
template <class L, bool Down> consteval auto beyond_text() {
  if constexpr (_detail::beyond_image<L>(Down) == 0) return phrase{};
  else return _detail::say(" + ", _detail::number(_detail::beyond_image<L>(Down)), " by CeilMode");
}
/// The layer L with a window that fits the image Given: with Same, with more padding, and with a smaller kernel.
template <class L, class Given, std::size_t Height, std::size_t Width> struct fitting_windows {
  using parts = layer_parts<L>;
  static constexpr windows w = windows_of_layer<L>::value;
  static constexpr std::size_t rows = Height + _detail::beyond_image<L>(true),
                               cols = Width + _detail::beyond_image<L>(false);
  static constexpr windows more{_detail::padded_to_fit(w.rows, rows), _detail::padded_to_fit(w.cols, cols)};
  using same = with_property<without<L, CeilMode>, property::padding, Same>;
  using padded =
      with_property<L, property::padding, typename decltype(_detail::padding_option<axes_of<L>, more>())::type>;
  static constexpr std::size_t down = _detail::largest_kernel(w.rows, rows),
                               along = _detail::largest_kernel(w.cols, cols);
  static consteval auto find_smaller() {
    if constexpr (axes_of<L> == 1) return std::type_identity<typename parts::template with_size<along>>{};
    else if constexpr (!has_property<property::kernel_width, typename parts::options>)
      return std::type_identity<typename parts::template with_size<(down < along ? down : along)>>{};
    else if constexpr (w.cols.fits(cols)) return std::type_identity<typename parts::template with_size<down>>{};
    else {
      using Narrower = with_property<L, property::kernel_width, KernelWidth<along>>;
      return std::type_identity<typename layer_parts<Narrower>::template with_size<(
          w.rows.fits(rows) ? layer_parts<Narrower>::size : down)>>{};
    }
  }
  using smaller = typename decltype(find_smaller())::type;
  static constexpr auto value = _detail::those_that_fit<Given, same, padded, smaller>();
};

/// The image that N values may be: one channel, or three, of a square; or nothing.
template <std::size_t N> consteval auto image_of() {
  constexpr std::size_t one = _detail::square_root(N), three = _detail::square_root(N / 3);
  if constexpr (one * one == N) return std::type_identity<shape<1, one, one>>{};
  else if constexpr (3 * three * three == N) return std::type_identity<shape<3, three, three>>{};
  else return std::type_identity<nothing>{};
}
/// "1, 2, 4 or 8": the divisors of N that are at most Most.
template <std::size_t N, std::size_t Most> consteval auto divisors() {
  constexpr auto divides = [](std::size_t d) { return d <= Most && N % d == 0; };
  constexpr std::size_t count = [=] {
    std::size_t n = 0;
    for (std::size_t d = 1; d <= N; ++d) n += divides(d);
    return n;
  }();
  phrase all;
  std::size_t i = 0;
  for (std::size_t d = 1; d <= N && i < count; ++d) {
    if (!divides(d)) continue;
    all.add(i == 0 ? "" : i + 1 < count ? ", " : " or ");
    all.add(_detail::number(d).view());
    ++i;
  }
  return all;
}

/// The shape to give to a layer of images or sequences in place of Given, which is neither; or nothing.
template <class Given, bool OfSequences> consteval auto image_instead_of() { return std::type_identity<nothing>{}; }
template <class Given, bool OfSequences>
requires(Given::rank == 1) consteval auto image_instead_of() {
  if constexpr (OfSequences) return std::type_identity<shape<1, Given::size>>{};
  else return _detail::image_of<Given::size>();
}
template <class Given, bool OfSequences>
requires(image<Given>::is_sequence && !OfSequences) consteval auto image_instead_of() {
  return std::type_identity<shape<1, image<Given>::channels, image<Given>::width>>{};
}
template <class Given, bool OfSequences>
requires(image<Given>::is_image&& OfSequences) consteval auto image_instead_of() {
  return std::type_identity<shape<image<Given>::channels, image<Given>::height * image<Given>::width>>{};
}
template <class Shape> struct input_of { using type = nothing; };
template <std::size_t... D> struct input_of<shape<D...>> { using type = Input<D...>; };
/// The layer that does to single values what L does to channels; or nothing.
template <class L> struct of_single_values { using type = nothing; };
template <class P, class... O> struct of_single_values<Dropout2D<P, O...>> { using type = Dropout<P, O...>; };
template <class P, class... O> struct of_single_values<Dropout1D<P, O...>> { using type = Dropout<P, O...>; };

/// A pooling with less padding, so that each window meets the image.
template <class L, class Given> struct less_padding {
  static constexpr windows w = windows_of_layer<L>::value;
  static constexpr windows less{_detail::padded_less(w.rows), _detail::padded_less(w.cols)};
  using type =
      with_property<L, property::padding, typename decltype(_detail::padding_option<axes_of<L>, less>())::type>;
  static constexpr auto value = _detail::those_that_fit<Given, type>();
};
/// What padding alone does not have.
template <class L> inline constexpr auto result_of = _detail::say("largest value");
template <std::size_t N, class... O> inline constexpr auto result_of<AvgPool2D<N, O...>> = _detail::say("mean");
template <std::size_t N, class... O> inline constexpr auto result_of<AvgPool1D<N, O...>> = _detail::say("mean");

/// The options of a layer of the library, in words; empty for others.
template <class L> inline constexpr text_view options_of{};
template <std::size_t M, std::size_t N, class... O> inline constexpr text_view options_of<Conv2D<M, N, O...>> =
    "an activation, an initializer, Stride, Padding, Same, Dilation, Groups, KernelWidth and NoBias";
template <std::size_t N, class... O> inline constexpr text_view options_of<DepthwiseConv2D<N, O...>> =
    "an activation, an initializer, Stride, Padding, Same, Dilation, KernelWidth and NoBias";
template <std::size_t M, std::size_t N, class... O> inline constexpr text_view options_of<Conv1D<M, N, O...>> =
    "an activation, an initializer, Stride, Padding, Same, Dilation, Groups and NoBias";
template <std::size_t M, std::size_t N, class... O> inline constexpr text_view options_of<ConvTranspose2D<M, N, O...>> =
    "an activation, an initializer, Stride, Padding, Dilation, Groups, KernelWidth, NoBias and OutputPadding";
template <std::size_t M, std::size_t N, class... O> inline constexpr text_view options_of<ConvTranspose1D<M, N, O...>> =
    "an activation, an initializer, Stride, Padding, Dilation, Groups, NoBias and OutputPadding";
template <std::size_t N, class... O> inline constexpr text_view options_of<DepthwiseConv1D<N, O...>> =
    "an activation, an initializer, Stride, Padding, Same, Dilation and NoBias";
template <std::size_t N, class... O> inline constexpr text_view options_of<MaxPool2D<N, O...>> =
    "KernelWidth, Stride, Padding, Same, Dilation and CeilMode";
template <std::size_t N, class... O> inline constexpr text_view options_of<MaxPool1D<N, O...>> =
    "Stride, Padding, Same, Dilation and CeilMode";
template <std::size_t N, class... O> inline constexpr text_view options_of<AvgPool2D<N, O...>> =
    "KernelWidth, Stride, Padding, Same, CeilMode and IgnorePadding";
template <std::size_t N, class... O> inline constexpr text_view options_of<AvgPool1D<N, O...>> =
    "Stride, Padding, Same, CeilMode and IgnorePadding";
template <std::size_t N, class... O> inline constexpr text_view options_of<Upsample<N, O...>> = "Bilinear";
template <class... O> inline constexpr text_view options_of<BatchNorm<O...>> = "Epsilon, RunningMomentum and NoAffine";
template <class... O> inline constexpr text_view options_of<PReLU<O...>> = "PerChannel";
template <class... O> inline constexpr text_view options_of<LayerNorm<O...>> = "Epsilon and NoAffine";
template <class... O> inline constexpr text_view options_of<InstanceNorm<O...>> = "Epsilon and NoAffine";
template <std::size_t N, class... O> inline constexpr text_view options_of<GroupNorm<N, O...>> = "Epsilon and NoAffine";
template <class P, class... O> inline constexpr text_view options_of<Dropout<P, O...>> = "Variational";
template <class P, class... O> inline constexpr text_view options_of<Dropout1D<P, O...>> = "Variational";
template <class P, class... O> inline constexpr text_view options_of<Dropout2D<P, O...>> = "Variational";
template <class P, class... O> inline constexpr text_view options_of<AlphaDropout<P, O...>> = "Variational";

/// Whether What is a Padding of a number of numbers that means nothing.
template <class What> inline constexpr bool is_padding_of_other_length = false;
template <std::size_t... P> inline constexpr bool is_padding_of_other_length<Padding<P...>> = sizeof...(P) != 1 &&
                                                                                              sizeof...(P) != 2 &&
                                                                                              sizeof...(P) != 4;

/// Whether A is applied to a whole vector, as Softmax is.
template <class A> concept applies_to_rows = requires(float* y) { A::template forward<float, 2, 1>(y); };

template <class L> inline constexpr bool is_transposed = false;
template <std::size_t M, std::size_t N, class... O> inline constexpr bool is_transposed<ConvTranspose2D<M, N, O...>> =
    true;
template <std::size_t M, std::size_t N, class... O> inline constexpr bool is_transposed<ConvTranspose1D<M, N, O...>> =
    true;
/// Whether What is the OutputPadding of the transposed convolution L, which is refused for its size.
template <class L, class What> inline constexpr bool is_large_output_padding =
    is_transposed<L>&& property_of<What> == property::output_padding;
template <class O> struct output_padding_below { static constexpr std::size_t down = 0, along = 0; };
template <std::size_t D, std::size_t A> struct output_padding_below<OutputPadding<D, A>> {
  static constexpr std::size_t down = D, along = A;
};
constexpr std::size_t less_of(std::size_t a, std::size_t b) { return a < b ? a : b; }
/// L with the largest output padding that its stride allows.
template <class L, class What> consteval auto smaller_output_padding() {
  constexpr windows w = windows_of_layer<L>::value;
  using Least = output_padding_below<What>;
  constexpr std::size_t down = _detail::less_of(Least::down, w.rows.stride - (w.rows.stride > 0)),
                        along = _detail::less_of(Least::along, w.cols.stride - (w.cols.stride > 0));
  if constexpr (axes_of<L> == 1 && along > 0)
    return _detail::name<with_property<L, property::output_padding, OutputPadding<along, along>>>();
  else if constexpr (down + along == 0 || axes_of<L> == 1) return _detail::name<without<L, What>>();
  else return _detail::name<with_property<L, property::output_padding, OutputPadding<down, along>>>();
}
/// L with the padding that gives `stride` outputs for each input, in place of Same.
template <class L> consteval auto transposed_same() {
  constexpr windows w = windows_of_layer<L>::value;
  if constexpr (w.rows.span() < w.rows.stride || w.cols.span() < w.cols.stride)
    return _detail::name<without<L, Same>>();
  else {
    constexpr std::size_t down = w.rows.span() - w.rows.stride, along = w.cols.span() - w.cols.stride;
    constexpr windows padded{{1, 1, 1, down / 2, down - down / 2}, {1, 1, 1, along / 2, along - along / 2}};
    return _detail::name<with_property<without<L, Same>, property::padding,
                                       typename decltype(_detail::padding_option<2, padded>())::type>>();
  }
}
/// A convolution with the padding behind the image that gives as many outputs as CeilMode would.
template <class L> consteval auto padded_for_ceil() {
  constexpr windows w = windows_of_layer<L>::value;
  using Without = without<L, CeilMode>;
  if constexpr (w.same || is_transposed<L> || _detail::less_of(w.rows.stride, 2) + w.cols.stride < 3)
    return _detail::name<Without>();
  else {
    constexpr windows padded{{1, 1, 1, w.rows.before, w.rows.after + w.rows.stride - 1},
                             {1, 1, 1, w.cols.before, w.cols.after + w.cols.stride - 1}};
    return _detail::name<with_property<Without, property::padding,
                                       typename decltype(_detail::padding_option<axes_of<L>, padded>())::type>>();
  }
}

/// Whether two options set the same property.
template <class A, class B> consteval bool set_the_same() {
  if constexpr (std::is_same_v<A, B>) return true;
  else if constexpr (property_of<A> != property::other) return property_of<A> == property_of<B>;
  else if constexpr (applies_to_values<A>) return applies_to_values<B>;
  else if constexpr (requires {
                       &A::template fill<float>;
                       &B::template fill<float>;
                     })
    return true;
  else {  // two with the same name, such as Groups<2> and Groups<4>
    constexpr text_view a = spelled<A, false>::value, b = spelled<B, false>::value;
    return a.ends_with('>') && b.ends_with('>') && a.substr(0, a.find('<')) == b.substr(0, b.find('<'));
  }
}
/// L with the J-th of its options and without the others that set the same property as What.
template <class L, class What, std::size_t J, class Options, class Indices> struct keeping_one;
template <class L, class What, std::size_t J, class... O, std::size_t... K>
struct keeping_one<L, What, J, list<O...>, std::index_sequence<K...>> {
  using type =
      with_options<L, typename joined_choices<list<>, std::conditional_t<K != J && _detail::set_the_same<What, O>(),
                                                                         list<>, list<O>>...>::type>;
};
template <class L, class What, class Options = typename layer_parts<L>::options> struct repeated;
template <class L, class What, class... O> struct repeated<L, What, list<O...>> {
  static constexpr std::array<bool, sizeof...(O)> same{_detail::set_the_same<What, O>()...};
  static constexpr std::size_t find(std::size_t from) {
    while (from < sizeof...(O) && !same[from]) ++from;
    return from;
  }
  static constexpr std::size_t first = find(0), second = find(first + 1);
  template <std::size_t J> using keeping =
      typename keeping_one<L, What, J, list<O...>, std::index_sequence_for<O...>>::type;
  template <std::size_t J> using option = element<J, list<O...>>;
};
template <class L, class What> consteval auto given_twice() {
  using R = repeated<L, What>;
  if constexpr (R::second >= R::same.size())
    return _detail::say(" has ", _detail::name<What>(), " and another option of its kind: remove one of them");
  else {
    using A = typename R::template option<R::first>;
    using B = typename R::template option<R::second>;
    using First = typename R::template keeping<R::first>;
    using Second = typename R::template keeping<R::second>;
    if constexpr (std::is_same_v<A, B>)
      return _detail::say(" has ", _detail::name<A>(), " twice: write ", _detail::name<First>());
    else {
      constexpr auto fact = _detail::say(" has both ", _detail::name<A>(), " and ", _detail::name<B>(),
                                         ", of which it takes one: write ", _detail::name<First>(), " or ");
      if constexpr (applies_to_values<What>)
        return _detail::say(fact, _detail::name<Second>(), ", or both in a row: ", _detail::name<First>(),
                            ", Activate<", _detail::name<B>(), ">");
      else return _detail::say(fact, _detail::name<Second>());
    }
  }
}

constexpr std::size_t common_divisor(std::size_t a, std::size_t b) {
  while (b > 0) {
    const std::size_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}
/// The most groups in which a GroupNorm may divide the channels of a shape: a group has two values at least.
template <class Shape> inline constexpr std::size_t most_groups = 1;
template <std::size_t C, std::size_t... D>
inline constexpr std::size_t most_groups<shape<C, D...>> = shape<C, D...>::size > C ? C : (C + 1) / 2;
/// Whether L is a layer with groups of channels, as convolutions are, that Shape reaches.
template <class L, class Shape> inline constexpr bool divides_channels = requires {
  layer_parts<L>::outputs;
  image<Shape>::channels;
};

/// The normalizations to use in place of L, with its options.
template <class L, class Given> struct other_norms {
  using batch = BatchNorm<>;
  using sample = nothing;
};
template <class Given, class... O> struct other_norms<LayerNorm<O...>, Given> {
  using batch = BatchNorm<O...>;
  using sample = nothing;
};
template <class Given, class... O> struct other_norms<InstanceNorm<O...>, Given> {
  using batch = BatchNorm<O...>;
  using sample = LayerNorm<O...>;
};
template <std::size_t N, class... O, class Given> struct other_norms<GroupNorm<N, O...>, Given> {
  static constexpr std::size_t fewer = [] {
    std::size_t d = N > 1 ? N - 1 : 1;
    while (N % d != 0) --d;
    return d;
  }();
  using batch = BatchNorm<O...>;
  using sample = GroupNorm<fewer, O...>;
};

/// The same option for the one axis of a sequence; void if there is none.
template <class O> struct along_a_sequence { using type = void; };
template <std::size_t D, std::size_t A> struct along_a_sequence<Stride<D, A>> { using type = Stride<A, A>; };
template <std::size_t D, std::size_t A> struct along_a_sequence<Dilation<D, A>> { using type = Dilation<A, A>; };
template <std::size_t A, std::size_t B, std::size_t C, std::size_t D> struct along_a_sequence<Padding<A, B, C, D>> {
  using type = std::conditional_t<C == D, Padding<C>, Padding<C, D>>;
};

/// What the number of an option or an activation is.
template <class What> inline constexpr auto noun_of = _detail::say("a number");
template <class N, class... O> inline constexpr auto noun_of<Dropout<N, O...>> = _detail::say("a probability");
template <class N, class... O> inline constexpr auto noun_of<Dropout2D<N, O...>> = _detail::say("a probability");
template <class N, class... O> inline constexpr auto noun_of<Dropout1D<N, O...>> = _detail::say("a probability");
template <class N, class... O> inline constexpr auto noun_of<AlphaDropout<N, O...>> = _detail::say("a probability");
template <class N> inline constexpr auto noun_of<HardShrinkWith<N>> = _detail::say("a λ");
template <class N> inline constexpr auto noun_of<SoftShrinkWith<N>> = _detail::say("a λ");
template <class N> inline constexpr auto noun_of<Epsilon<N>> = _detail::say("an Epsilon");
template <class N> inline constexpr auto noun_of<RunningMomentum<N>> = _detail::say("a RunningMomentum");
template <class N> inline constexpr auto noun_of<LeakyReLUWith<N>> = _detail::say("a slope");
template <class N> inline constexpr auto noun_of<ELUWith<N>> = _detail::say("an α");
template <class N> inline constexpr auto noun_of<CELUWith<N>> = _detail::say("an α");
template <class Min, class Max> inline constexpr auto noun_of<HardTanhWith<Min, Max>> = _detail::say("an upper bound");
/// The number as a share if it is a whole number of per cent, else Usual.
template <class N, class Usual> consteval auto as_share() {
  if constexpr (number_of<N>() > 1 && number_of<N>() < 100) {
    if constexpr (N::den == 1) {
      constexpr auto by = static_cast<std::intmax_t>(_detail::common_divisor(static_cast<std::size_t>(N::num), 100));
      return std::type_identity<Ratio<N::num / by, 100 / by>>{};
    } else return std::type_identity<Usual>{};
  } else return std::type_identity<Usual>{};
}
/// What to write where the number of What lies outside its bounds.
template <class What> struct in_bounds {
  static constexpr auto value = _detail::say("write a Ratio within these bounds");
};
template <class Layer, class N, bool Channels> struct dropout_in_bounds {
  using share = typename decltype(_detail::as_share<N, Ratio<1, 5>>())::type;
  static constexpr auto what = [] {
    if constexpr (Channels) return _detail::say("channels");
    else return _detail::say("values");
  }();
  static constexpr auto value =
      _detail::say("write ", _detail::name<typename layer_parts<Layer>::template with_number<share>>(),
                   ", which drops ", _detail::number(static_cast<std::uintmax_t>(share::num)), " of ",
                   _detail::number(static_cast<std::uintmax_t>(share::den)), " ", what, ", or remove the layer");
};
template <class N, class... O> struct in_bounds<Dropout<N, O...>> : dropout_in_bounds<Dropout<N, O...>, N, false> {};
template <class N, class... O> struct in_bounds<AlphaDropout<N, O...>>
    : dropout_in_bounds<AlphaDropout<N, O...>, N, false> {};
template <class N, class... O> struct in_bounds<Dropout1D<N, O...>> : dropout_in_bounds<Dropout1D<N, O...>, N, true> {};
template <class N> struct in_bounds<HardShrinkWith<N>> {
  static constexpr auto value = _detail::say("write HardShrink, or Identity");
};
template <class N> struct in_bounds<SoftShrinkWith<N>> {
  static constexpr auto value = _detail::say("write SoftShrink, or Identity");
};
template <class N, class... O> struct in_bounds<Dropout2D<N, O...>> : dropout_in_bounds<Dropout2D<N, O...>, N, true> {};
template <class N> struct in_bounds<Epsilon<N>> {
  static constexpr auto value = _detail::say("write Epsilon<Ratio<1, 100000>>");
};
template <class N> struct in_bounds<RunningMomentum<N>> {
  using share = typename decltype(_detail::as_share<N, Ratio<1, 10>>())::type;
  static constexpr auto value = _detail::say("write ", _detail::name<RunningMomentum<share>>());
};
template <class N> struct in_bounds<LeakyReLUWith<N>> {
  static constexpr auto value = _detail::say("write LeakyReLUWith<Ratio<1, 100>>, or ReLU");
};
template <class N> struct in_bounds<ELUWith<N>> { static constexpr auto value = _detail::say("write ELU, or ReLU"); };
template <class N> struct in_bounds<CELUWith<N>> { static constexpr auto value = _detail::say("write CELU, or ReLU"); };
template <class Min, class Max> struct in_bounds<HardTanhWith<Min, Max>> {
  static constexpr auto value = [] {
    if constexpr (number_of<Max>() < number_of<Min>())
      return _detail::say("write ", _detail::name<HardTanhWith<Max, Min>>());
    else return _detail::say("write the lower bound, then the upper: HardTanhWith<Ratio<-1, 1>, Ratio<1, 1>>");
  }();
};

/// Whether a name has an argument of 0: "Dense<8, 0, ReLU>", "Stride<0>".
consteval bool names_a_zero(text_view name) {
  for (std::size_t i = 1; i + 1 < name.size(); ++i)
    if (name[i] == '0' && (name[i - 1] == '<' || name[i - 1] == ' ') && (name[i + 1] == '>' || name[i + 1] == ','))
      return true;
  return false;
}
/// Whether L has no output because of its padding: a transposed convolution.
template <class L> inline constexpr bool is_padded_away = false;
template <std::size_t M, std::size_t N, class... O>
requires(M > 0) inline constexpr bool is_padded_away<ConvTranspose2D<M, N, O...>> = [] {
  constexpr windows w = windows_of_layer<ConvTranspose2D<M, N, O...>>::value;
  return w.rows.kernel * w.rows.stride * w.rows.dilation * w.cols.kernel * w.cols.stride * w.cols.dilation > 0;
}();

template <std::size_t M, std::size_t N, class... O>
requires(M > 0) inline constexpr bool is_padded_away<ConvTranspose1D<M, N, O...>> = [] {
  constexpr windows w = windows_of_layer<ConvTranspose1D<M, N, O...>>::value;
  return w.cols.kernel * w.cols.stride * w.cols.dilation > 0;
}();

/// The layer with Same, if it is one whose windows move by steps of 1; and with this number of outputs.
template <class L> struct with_same { using type = L; };
template <class L>
requires(axes_of<L> > 0 && !is_transposed<L> &&
         !has_property<property::stride, typename layer_parts<L>::options>) struct with_same<L> {
  using type = with_property<L, property::padding, Same>;
};
template <class L, std::size_t Outputs> struct with_channels { using type = L; };
template <class L, std::size_t Outputs>
requires requires { layer_parts<L>::outputs; }
struct with_channels<L, Outputs> {
  using type = typename layer_parts<L>::template with_outputs<Outputs>;
};
/// A block of convolutions that ends in the shape that it starts from: with another number of outputs of the last
/// layer, with Same, or with both; or nothing.
template <class Block, class Shape> struct fitting_residual { using type = nothing; };
template <class... L, class Shape>
requires(image<Shape>::is_image || image<Shape>::is_sequence) struct fitting_residual<Residual<L...>, Shape> {
  template <class List, class Indices> struct last_with_channels;
  template <class... M, std::size_t... J> struct last_with_channels<list<M...>, std::index_sequence<J...>> {
    static constexpr std::size_t channels = image<Shape>::channels;
    using type = Residual<std::conditional_t<J + 1 == sizeof...(M), typename with_channels<M, channels>::type, M>...>;
  };
  using outputs = typename last_with_channels<list<L...>, std::index_sequence_for<L...>>::type;
  using same = Residual<typename with_same<L>::type...>;
  using both = typename last_with_channels<list<typename with_same<L>::type...>, std::index_sequence_for<L...>>::type;
  template <class Block> static constexpr bool fits =
      std::is_same_v<typename Block::template infer_on<Shape>::fault, nothing>;
  static consteval auto find() {
    if constexpr (fits<outputs>) return std::type_identity<outputs>{};
    else if constexpr (fits<same>) return std::type_identity<same>{};
    else if constexpr (fits<both>) return std::type_identity<both>{};
    else return std::type_identity<nothing>{};
  }
  using type = typename decltype(find())::type;
};

}  // namespace sinew::_detail
