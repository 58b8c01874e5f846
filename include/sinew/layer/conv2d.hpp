#pragma once
/// \file
/// Conv2D, DepthwiseConv2D, Conv1D and DepthwiseConv1D: convolutions of images and sequences.

#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/shape/window.hpp>
#include <sinew/mistake/image.hpp>
#include <sinew/mistake/layer.hpp>
#include <sinew/kernel/convolution.hpp>
#include <sinew/initializer/concept.hpp>
#include <sinew/initializer/fault.hpp>
#include <sinew/activation/concept.hpp>
#include <sinew/activation/identity.hpp>
#include <sinew/layer/convolution.hpp>
#include <sinew/layer/options.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

template <class O> inline constexpr std::size_t groups_of = 1;
template <std::size_t N> inline constexpr std::size_t groups_of<Groups<N>> = N;

/// The options O... of a convolution, parsed.
template <class... O> struct convolution_options {
  template <class X> static constexpr bool activates = ElementwiseActivation<X>;
  template <class X> static constexpr bool initializes = Initializer<X>;
  template <class X> static constexpr bool of_poolings = subject_of<X> >= subject::of_poolings;
  template <class X, subject... Without>
  static constexpr bool takes = subject_of<X> == subject::none
                                    ? activates<X> || initializes<X>
                                    : first_true({of_poolings<X>, (subject_of<X> == Without)..., true}) ==
                                          sizeof...(Without) + 1;
  using activation = element<first_true({activates<O>..., true}), list<O..., Identity>>;
  using initializer = element<first_true({initializes<O>..., true}), list<O..., default_initializer<activation>>>;
  static constexpr bool bias = first_true({std::is_same_v<O, NoBias>..., true}) == sizeof...(O);
  static constexpr std::size_t groups = element<
      first_true({(subject_of<O> == subject::groups)..., true}),
      list<std::integral_constant<std::size_t, groups_of<O>>..., std::integral_constant<std::size_t, 1>>>::value;
  /// The first option that a layer without the subjects Without... does not take, or nothing.
  template <subject... Without> using unknown =
      element<first_true({!takes<O, Without...>..., true}), list<O..., nothing>>;
  /// The same for a layer along a sequence.
  template <subject... Without> using unknown_along =
      element<first_true({(!takes<O, Without...> || of_two_axes<O>)..., true}), list<O..., nothing>>;
  using twice = std::conditional_t<
      (sinew::_detail::total_of({0, activates<O>...}) > 1), activation,
      std::conditional_t<(sinew::_detail::total_of({0, initializes<O>...}) > 1), initializer, repeated_option<O...>>>;
};

/// The reason why the convolution Written with these options refuses the input shape In, or nothing.
template <class Written, class Options, class Unknown, class In, std::size_t Out, std::size_t Groups, windows W>
consteval auto convolution_fault() {
  using Image = image<In>;
  if constexpr (!std::is_same_v<Unknown, nothing>)
    return std::type_identity<refuse<mistake::not_an_option, Written, Unknown>>{};
  else if constexpr (!std::is_same_v<typename Options::twice, nothing>)
    return std::type_identity<refuse<mistake::option_given_twice, Written, typename Options::twice>>{};
  else if constexpr (!std::is_same_v<sinew::_detail::activation_fault<typename Options::activation>, nothing>)
    return std::type_identity<sinew::_detail::activation_fault<typename Options::activation>>{};
  else if constexpr (!std::is_same_v<initializer_fault<typename Options::initializer>, nothing>)
    return std::type_identity<initializer_fault<typename Options::initializer>>{};
  else if constexpr (Out == 0 || Groups == 0 || _detail::is_empty(W))
    return std::type_identity<refuse<mistake::zero_size, Written>>{};
  else if constexpr (Image::channels % Groups != 0)
    return std::type_identity<
        refuse<mistake::groups_do_not_divide, sinew::Groups<Groups>, given<channels<Image::channels>>>>{};
  else if constexpr (Out % Groups != 0)
    return std::type_identity<refuse<mistake::groups_do_not_divide, sinew::Groups<Groups>, given<channels<Out>>>>{};
  else return _detail::window_fault<In, Image::height, Image::width, W>();
}
template <class Written, class Options, class Unknown, class In, std::size_t Out, std::size_t Groups, windows W>
consteval auto bind_convolution() {
  using Fault = typename decltype(_detail::convolution_fault<Written, Options, Unknown, In, Out, Groups, W>())::type;
  if constexpr (!std::is_same_v<Fault, nothing>) return std::type_identity<Fault>{};
  else {
    using Image = image<In>;
    using S = kernel::convolution<Image::channels, Image::height, Image::width, Out, Groups, W>;
    using Y = std::conditional_t<Image::is_sequence, shape<Out, S::out_width>, shape<Out, S::out_height, S::out_width>>;
    return std::type_identity<
        convolution_layer<In, Y, S, 1, typename Options::activation, typename Options::initializer, Options::bias>>{};
  }
}

}  // namespace _detail

/// A convolution of an image with a kernel of Kernel × Kernel pixels:
///   y[o, i, j] = act(b[o] + Σ_{c, r, s} W[c, r, s, o] · x[c, i·stride + r·dilation − padding,
///                                                            j·stride + s·dilation − padding])
/// Pixels outside the image are 0. As in PyTorch this is a cross-correlation: the kernel is not flipped.
/// Shapes: x (Batch, C, H, W), W (C / Groups, Kernel, Kernel, Out), b (Out), y (Batch, Out, H′, W′), with
///   H′ = ⌊(H + padding above and below − dilation·(Kernel − 1) − 1) / stride⌋ + 1, W′ likewise.
/// Parameters: W, then b.
/// Options: in any order, an activation [Identity], an initializer [the activation's own], Stride, Padding or Same
/// [Valid], Dilation, Groups, KernelWidth, NoBias; see layer/options.hpp.
/// Backward: dz = dy ⊙ act′; dx and dW are the correlations of dz with W and with x; db = Σ dz. y is cached (and z,
/// where act′ needs it).
/// Cost: C / Groups · Kernel² · Out multiply-adds per pixel of y, twice that backward. A batch is computed one sample
/// per lane, or image by image where that is faster (1 × 1 kernels, few channels of large images). A MaxPool2D<N>
/// directly after the layer is fused with it if the activation is non-decreasing.
/// Misuse: not an image → mistake::not_an_image; a kernel larger than the padded image →
/// mistake::window_does_not_fit, which shows the arithmetic; Groups that do not divide both numbers of channels →
/// mistake::groups_do_not_divide; an unknown option → mistake::not_an_option; two options of a kind →
/// mistake::option_given_twice.
/// Source: LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document recognition", Proc. IEEE 86
/// (1998).
/// PyTorch: Conv2d. PyTorch and ONNX store W as (Out, C / Groups, Kernel, Kernel); weight_index(c, r, s, o) maps
/// between the two.
template <std::size_t Out, std::size_t Kernel, class... Options> struct Conv2D {
  template <class In> static consteval auto bind() {
    using Image = _detail::image<In>;
    using Said = _detail::convolution_options<Options...>;
    if constexpr (!Image::is_image)
      return std::type_identity<mistake::refuse<mistake::not_an_image, Conv2D, mistake::given<In>,
                                                mistake::expected<mistake::channels_height_width>>>{};
    else
      return _detail::bind_convolution<Conv2D, Said, typename Said::template unknown<_detail::subject::output_padding>,
                                       In, Out, Said::groups,
                                       _detail::windows_of<Options...>(Kernel, Image::height, Image::width)>();
  }
  template <class In> using on = typename decltype(bind<In>())::type;
};

/// A convolution of each channel by itself: Conv2D with as many groups and outputs as input channels.
/// For several outputs per channel use Conv2D<2 * C, 3, Groups<C>>.
/// Shapes: x (Batch, C, H, W), W (1, Kernel, Kernel, C), b (C), y (Batch, C, H′, W′).
/// Options: those of Conv2D except Groups.
/// Cost: Kernel² multiply-adds per pixel of y.
template <std::size_t Kernel, class... Options> struct DepthwiseConv2D {
  template <class In> static consteval auto bind() {
    using Image = _detail::image<In>;
    using Said = _detail::convolution_options<Options...>;
    if constexpr (!Image::is_image)
      return std::type_identity<mistake::refuse<mistake::not_an_image, DepthwiseConv2D, mistake::given<In>,
                                                mistake::expected<mistake::channels_height_width>>>{};
    else
      return _detail::bind_convolution<
          DepthwiseConv2D, Said,
          typename Said::template unknown<_detail::subject::output_padding, _detail::subject::groups>, In,
          Image::channels, Image::channels, _detail::windows_of<Options...>(Kernel, Image::height, Image::width)>();
  }
  template <class In> using on = typename decltype(bind<In>())::type;
};

/// A convolution of a sequence: y[o, i] = act(b[o] + Σ_{c, s} W[c, s, o] · x[c, i·stride + s·dilation − padding]).
/// Shapes: x (Batch, C, N), W (C / Groups, Kernel, Out), b (Out), y (Batch, Out, N′).
/// Options: those of Conv2D except KernelWidth, with numbers for one axis; Padding<Kernel − 1, 0> makes it causal.
/// PyTorch: Conv1d, which stores W as (Out, C / Groups, Kernel).
template <std::size_t Out, std::size_t Kernel, class... Options> struct Conv1D {
  template <class In> static consteval auto bind() {
    using Image = _detail::image<In>;
    using Said = _detail::convolution_options<Options...>;
    if constexpr (!Image::is_sequence)
      return std::type_identity<mistake::refuse<mistake::not_an_image, Conv1D, mistake::given<In>,
                                                mistake::expected<mistake::channels_length>>>{};
    else
      return _detail::bind_convolution<
          Conv1D, Said,
          typename Said::template unknown_along<_detail::subject::output_padding, _detail::subject::kernel_width>, In,
          Out, Said::groups, _detail::windows_along<Options...>(Kernel, Image::width)>();
  }
  template <class In> using on = typename decltype(bind<In>())::type;
};

/// A convolution of each channel of a sequence by itself: Conv1D with as many groups and outputs as input channels.
/// Shapes: x (Batch, C, N), W (1, Kernel, C), b (C), y (Batch, C, N′).
/// Options: those of Conv1D except Groups.
/// PyTorch: Conv1d(C, C, Kernel, groups=C).
template <std::size_t Kernel, class... Options> struct DepthwiseConv1D {
  template <class In> static consteval auto bind() {
    using Image = _detail::image<In>;
    using Said = _detail::convolution_options<Options...>;
    if constexpr (!Image::is_sequence)
      return std::type_identity<mistake::refuse<mistake::not_an_image, DepthwiseConv1D, mistake::given<In>,
                                                mistake::expected<mistake::channels_length>>>{};
    else
      return _detail::bind_convolution<
          DepthwiseConv1D, Said,
          typename Said::template unknown_along<_detail::subject::output_padding, _detail::subject::kernel_width,
                                                _detail::subject::groups>,
          In, Image::channels, Image::channels, _detail::windows_along<Options...>(Kernel, Image::width)>();
  }
  template <class In> using on = typename decltype(bind<In>())::type;
};

}  // namespace sinew
