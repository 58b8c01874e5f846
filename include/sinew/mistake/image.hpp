#pragma once
/// \file
/// Mistakes in layers of images and sequences, and in the options of layers.
/// The comment on each mistake says what is wrong and how to fix it.

#include <cstddef>

#include <sinew/mistake/fault.hpp>
#include <sinew/mistake/words.hpp>

#if SINEW_SENTENCES
#include <sinew/shape/image.hpp>
#include <sinew/shape/ratio.hpp>
#include <sinew/mistake/image_correction.hpp>
#endif

namespace sinew::mistake {

/// The layer needs an image (channels, height, width) or a sequence (channels, length), as `expected` says, and is
/// given another shape. Begin the net with Input<1, 28, 28>, or put Reshape<1, 28, 28> before the layer.
template <class Where, class Layer, class Given, class Expected> struct not_an_image;
#if SINEW_SENTENCES
template <class Where, class Layer, class Given, class Expected, class In>
constexpr auto sentence<not_an_image<Where, Layer, given<Given>, expected<Expected>>, In> = [] {
  using Before = typename _detail::written<Where, In>::previous;
  using BeforePlace = typename _detail::written<Where, In>::previous_place;
  using OfOtherRank = typename _detail::of_other_rank<Layer>::type;
  constexpr bool of_sequences = std::is_same_v<Expected, channels_length>;
  constexpr auto wanted = [] {
    if constexpr (of_sequences) return say("a sequence (channels × length)");
    else if constexpr (_detail::binds<Layer, shape<1, 64>>())
      return say("an image (channels × height × width) or a sequence (channels × length)");
    else return say("an image (channels × height × width)");
  }();
  constexpr auto fact = say(place<Where, In, Layer>(), " takes ", wanted, ", but ", source<Where, In>(), " gives ",
                            describe<Given>(), ": ");
  if constexpr (std::is_same_v<Before, Flatten> &&
                _detail::binds<Layer, typename _detail::reaching<BeforePlace, In>::type>())
    return say(fact, "remove Flatten before it; its place is before the first Dense");
  else if constexpr (_detail::binds<typename _detail::of_single_values<Layer>::type, Given>())
    return say(fact, "write ", name<typename _detail::of_single_values<Layer>::type>());
  else if constexpr (_detail::binds<OfOtherRank, Given>()) return say(fact, "write ", name<OfOtherRank>());
  else {
    using Image = typename decltype(_detail::image_instead_of<Given, of_sequences>())::type;
    if constexpr (!_detail::binds<Layer, Image>()) {
      constexpr auto same = say("> before it, for the same ", quantity(Given::size, "value"));
      if constexpr (of_sequences) return say(fact, "write Reshape<channels, length", same);
      else return say(fact, "write Reshape<channels, height, width", same);
    } else if constexpr (std::is_same_v<Before, typename _detail::input_of<Given>::type>)
      return say(fact, "write ", name<typename _detail::input_of<Image>::type>(), " in place of ", name<Before>());
    else return say(fact, "write ", _detail::reshape_text<Image>::value, " before it");
  }
}();
#endif
/// The window, (kernel − 1)·dilation + 1, is larger than the padded image that reaches the layer. Use a smaller
/// kernel, more padding (Same), or fewer poolings before it.
template <class Where, class Given, class Extent, class Padding, class Pool> struct window_does_not_fit;
#if SINEW_SENTENCES
template <class Where, class Given, template <std::size_t> class Extent, std::size_t N, std::size_t Padding,
          std::size_t Span, class In>
constexpr auto
    sentence<window_does_not_fit<Where, given<Given>, Extent<N>, with_padding<Padding>, less_than_window<Span>>, In> =
        [] {
          using Layer = typename _detail::written<Where, In>::type;
          using Image = _detail::image<Given>;
          constexpr bool down = std::is_same_v<Extent<N>, height<N>>;
          constexpr auto window = [] {
            if constexpr (_detail::axes_of < Layer >> 0) {
              constexpr auto w = _detail::windows_of_layer<Layer>::value;
              constexpr auto axis = down ? w.rows : w.cols;
              if constexpr (axis.dilation > 1)
                return say("(", number(axis.kernel), " − 1) · ", number(axis.dilation),
                           " + 1 = ", _detail::positions<Extent<N>>(Span));
              else return _detail::positions<Extent<N>>(Span);
            } else return _detail::positions<Extent<N>>(Span);
          }();
          constexpr auto fact = say(place<Where, In>(), " has a window of ", window, ", but its input, ",
                                    describe<Given>(), ", has ", _detail::positions<Extent<N>>(N), " + ",
                                    number(Padding), " of padding", _detail::beyond_text<Layer, down>(), ": write ");
          if constexpr (_detail::axes_of < Layer >> 0) {
            constexpr auto fitting = _detail::fitting_windows<Layer, Given, Image::height, Image::width>::value;
            if constexpr (fitting.size() > 0) return say(fact, fitting);
            else return say(fact, "a smaller window, or more padding");
          } else return say(fact, "a smaller window, or more padding");
        }();
#endif
/// A window of the pooling covers padding only, which has no largest value and no mean. Use less padding or a smaller
/// stride.
template <class Where, class Layer, class Given> struct window_of_padding_alone;
#if SINEW_SENTENCES
template <class Where, class Layer, class Given, class In>
constexpr auto sentence<window_of_padding_alone<Where, Layer, given<Given>>, In> = [] {
  constexpr auto fact = say(place<Where, In, Layer>(), " has windows that cover only padding, which has no ",
                            _detail::result_of<Layer>, ": write ");
  if constexpr (_detail::axes_of < Layer >> 0) {
    constexpr auto less = _detail::less_padding<Layer, Given>::value;
    if constexpr (less.size() > 0) return say(fact, less);
    else return say(fact, "less padding or a smaller stride");
  } else return say(fact, "less padding or a smaller stride");
}();
#endif
/// An argument of the layer is not one of its options, or has a value the layer does not accept. Remove or correct it:
/// see layer/options.hpp.
template <class Where, class Layer, class What> struct not_an_option;
#if SINEW_SENTENCES
template <class Where, class Layer, class What, class In>
constexpr auto sentence<not_an_option<Where, Layer, What>, In> = [] {
  constexpr auto fact = say(place<Where, In, Layer>(), " does not take ", name<What>());
  if constexpr (_detail::options_of<Layer>.size() == 0) return say(fact, " as an option: remove it");
  else {
    using Without = _detail::without<Layer, What>;
    constexpr auto options = say("; its options are ", _detail::options_of<Layer>);
    if constexpr (_detail::is_padding_of_other_length<What>)
      return say(fact, ": write Padding with 1, 2 or 4 numbers (above, below, left, right)");
    else if constexpr (_detail::axes_of<Layer> == 1 && !std::is_void_v<typename _detail::along_a_sequence<What>::type>)
      return say(fact, ", which has numbers for two axes: write ",
                 name<_detail::with_property<Layer, _detail::property_of<What>,
                                             typename _detail::along_a_sequence<What>::type>>());
    else if constexpr (_detail::is_large_output_padding<Layer, What>)
      return say(fact, ", because it is not smaller than the stride: write ",
                 _detail::smaller_output_padding<Layer, What>());
    else if constexpr (_detail::is_transposed<Layer> && std::is_same_v<What, Same>)
      return say(fact, ": write ", _detail::transposed_same<Layer>(), options);
    else if constexpr (std::is_same_v<What, CeilMode> && _detail::axes_of<Layer> > 0)
      return say(fact, ", an option of poolings: write ", _detail::padded_for_ceil<Layer>(), options);
    else if constexpr (_detail::applies_to_values<What>)
      return say(fact, ": write ", name<Without>(), ", Activate<", name<What>(), ">", options);
    else if constexpr (_detail::applies_to_rows<What>)
      return say(fact, ", which is applied to a vector: write ", name<Without>(), ", Flatten, Activate<", name<What>(),
                 ">, or end the net with a Dense that has it");
    else return say(fact, ": write ", name<Without>(), options);
  }
}();
#endif
/// Two options set the same property, such as two activations or Same and Padding. Remove one of them.
template <class Where, class Layer, class What> struct option_given_twice;
#if SINEW_SENTENCES
template <class Where, class Layer, class What, class In>
constexpr auto sentence<option_given_twice<Where, Layer, What>, In> = say(place<Where, In, Layer>(),
                                                                          _detail::given_twice<Layer, What>());
#endif
/// All groups must have the same number of channels. Choose a number of groups that divides both the input channels
/// and the output channels.
template <class Where, class Layer, class Given> struct groups_do_not_divide;
#if SINEW_SENTENCES
template <class Where, class Layer, std::size_t N, class In>
constexpr auto sentence<groups_do_not_divide<Where, Layer, given<channels<N>>>, In> = [] {
  using Written = typename _detail::written<Where, In>::type;
  using Reached = typename _detail::reaching<Where, In>::type;
  if constexpr (std::is_same_v<Layer, Written>)
    return say(place<Where, In>(), " divides ", quantity(N, "channel"), " into ",
               quantity(_detail::layer_parts<Layer>::size, "group"),
               ", which must be of one size: write GroupNorm<N>, ", "where N is ",
               _detail::divisors<N, _detail::most_groups<Reached>>());
  else if constexpr (_detail::divides_channels<Written, Reached>) {
    constexpr std::size_t in = _detail::image<Reached>::channels, out = _detail::layer_parts<Written>::outputs;
    constexpr std::size_t most = _detail::common_divisor(in, out);
    constexpr auto fact = say(place<Where, In>(), " has ", name<Layer>(), ", which must divide its ",
                              quantity(in, "input channel"), " and its ", quantity(out, "output channel"), ": ");
    if constexpr (most == 1) return say(fact, "remove it, because only 1 divides both");
    else return say(fact, "write Groups<N>, where N is ", _detail::divisors<most, most>());
  } else
    return say(place<Where, In>(), " has ", name<Layer>(), ", which does not divide ", quantity(N, "channel"),
               ": write a number that divides the input channels and the output channels");
}();
#endif
/// The layer normalizes each value by itself: a value minus its own mean is 0, so its outputs are the same for all
/// samples. Use BatchNorm, which normalizes over samples, or GroupNorm with fewer groups.
template <class Where, class Layer, class Given> struct normalizes_single_values;
#if SINEW_SENTENCES
template <class Where, class Layer, class Given, class In>
constexpr auto sentence<normalizes_single_values<Where, Layer, given<Given>>, In> = [] {
  using Other = _detail::other_norms<Layer, Given>;
  constexpr auto fact = say(place<Where, In, Layer>(), " normalizes each of its inputs, ", describe<Given>(),
                            ", by itself, so its outputs are always the same: write ", name<typename Other::batch>(),
                            ", which normalizes over samples, or ");
  if constexpr (_detail::binds<typename Other::sample, Given>()) return say(fact, name<typename Other::sample>());
  else return say(fact, "remove the layer");
}();
#endif
/// The number of an option or activation is not a Ratio, or lies outside these bounds. Write it as Dropout<Ratio<1,
/// 5>>, which drops a fifth of the values.
template <class Where, class What, class... Bounds> struct out_of_range;
#if SINEW_SENTENCES
template <class Where, class Written, class Number, class In, class... Bounds> constexpr auto number_out_of_range = [] {
  constexpr auto instead = _detail::in_bounds<Written>::value;
  if constexpr (_detail::number_of<Number>() == _detail::number_of<Number>())
    return say(place<Where, In, Written>(), " has ", _detail::noun_of<Written>, " of ", amount<Number>(),
               ", but it must be ", bound<Bounds...>(), ": ", instead);
  else
    return say(place<Where, In, Written>(), " has ", name<Number>(),
               " in place of a Ratio with a denominator above 0: ", instead);
}();
template <class Where, template <class, class...> class What, class Number, class... Bounds, class In>
constexpr auto sentence<out_of_range<Where, What<Number>, Bounds...>, In> =
    number_out_of_range<Where, What<Number>, Number, In, Bounds...>;
template <class Where, template <class, class...> class What, class Number, class Option, class Low, class High,
          class In>
constexpr auto sentence<out_of_range<Where, What<Number, Option>, Low, High>, In> =
    number_out_of_range<Where, What<Number, Option>, Number, In, Low, High>;
// Of two numbers the second is out of range, unless the first is none.
template <class Where, template <class, class> class What, class First, class Number, class Bound, class In>
constexpr auto sentence<out_of_range<Where, What<First, Number>, Bound>, In> = [] {
  if constexpr (_detail::number_of<First>() == _detail::number_of<First>())
    return number_out_of_range<Where, What<First, Number>, Number, In, Bound>;
  else return number_out_of_range<Where, What<First, Number>, First, In>;
}();
#endif

}  // namespace sinew::mistake
