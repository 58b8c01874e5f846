#pragma once
/// \file
/// Mistakes in layers of images and sequences, and in the options of layers.
/// The comment on each mistake says what is wrong and how to fix it.

#include <cstddef>

#include <sinew/mistake/fault.hpp>
#include <sinew/mistake/words.hpp>

namespace sinew::mistake {

/// The layer needs an image (channels, height, width) or a sequence (channels, length), as `expected` says, and is
/// given another shape. Begin the net with Input<1, 28, 28>, or put Reshape<1, 28, 28> before the layer.
template <class Where, class Layer, class Given, class Expected> struct not_an_image;
/// The window, (kernel − 1)·dilation + 1, is larger than the padded image that reaches the layer. Use a smaller
/// kernel, more padding (Same), or fewer poolings before it.
template <class Where, class Given, class Extent, class Padding, class Pool> struct window_does_not_fit;
/// A window of the pooling covers padding only, which has no largest value and no mean. Use less padding or a smaller
/// stride.
template <class Where, class Layer, class Given> struct window_of_padding_alone;
/// An argument of the layer is not one of its options, or has a value the layer does not accept. Remove or correct it:
/// see layer/options.hpp.
template <class Where, class Layer, class What> struct not_an_option;
/// Two options set the same property, such as two activations or Same and Padding. Remove one of them.
template <class Where, class Layer, class What> struct option_given_twice;
/// All groups must have the same number of channels. Choose a number of groups that divides both the input channels
/// and the output channels.
template <class Where, class Layer, class Given> struct groups_do_not_divide;
/// The layer normalizes each value by itself: a value minus its own mean is 0, so its outputs are the same for all
/// samples. Use BatchNorm, which normalizes over samples, or GroupNorm with fewer groups.
template <class Where, class Layer, class Given> struct normalizes_single_values;
/// The number of an option or activation is not a Ratio, or lies outside these bounds. Write it as Dropout<Ratio<1,
/// 5>>, which drops a fifth of the values.
template <class Where, class What, class... Bounds> struct out_of_range;

}  // namespace sinew::mistake
