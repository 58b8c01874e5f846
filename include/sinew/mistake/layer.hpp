#pragma once
/// \file
/// Mistakes in the list of layers of a net: what is no layer, sizes that do not fit, scalars.
/// The comment on each mistake says what is wrong and how to fix it.

#include <cstddef>

#include <sinew/mistake/fault.hpp>
#include <sinew/mistake/member.hpp>
#include <sinew/mistake/words.hpp>

#if SINEW_SENTENCES
#include <sinew/mistake/correction.hpp>
#include <sinew/mistake/image_correction.hpp>
#include <sinew/mistake/layer_correction.hpp>
#endif

namespace sinew::mistake {

/// The net (or the block at `Where`) has no layers. Give it at least one.
template <class Where> struct net_without_layers;
#if SINEW_SENTENCES
template <class Where, class In>
constexpr auto sentence<net_without_layers<Where>, In> = say(place<Where, In>(), " has no layers: write at least one");
#endif
/// The scalar type is neither float nor double. Write BasicNet<float, …> or BasicNet<double, …> (Net<…> is
/// BasicNet<float, …>), and float, double or std::uint8_t for the rows of a CSV file.
template <class Given, class Expected> struct wrong_scalar;
#if SINEW_SENTENCES
template <class Given, class... Scalar, class In>
constexpr auto sentence<wrong_scalar<given<Given>, expected<Scalar...>>, In> = [] {
  constexpr auto fact = say(" ", name<Given>(), ", but must be ", either<Scalar...>());
  if constexpr (std::is_void_v<In>) return say("the type of the numbers is", fact);
  else if constexpr (std::is_class_v<Given>)
    return say("the scalar of BasicNet, its first argument, is", fact, ": write BasicNet<float, ", name<Given>(),
               ", …>, which is Net<", name<Given>(), ", …>");
  else
    return say("the scalar of the net is", fact, ": write Net<…>, which is BasicNet<float, …>, or BasicNet<double, …>");
}();
#endif
/// An entry in the list of layers is not a layer. Write an activation as an argument of its layer, Dense<4, 8, ReLU>
/// instead of Dense<4, 8>, ReLU, or as Activate<ReLU>.
template <class Where, class What> struct not_a_layer;
#if SINEW_SENTENCES
template <class Where, class What, class In> constexpr auto sentence<not_a_layer<Where, What>, In> = [] {
  using Before = typename _detail::written<Where, In>::previous;
  constexpr auto fact = say(place<Where, In, What>(), " is not a layer: ");
  if constexpr (!_detail::applies_to_values<What>)
    return say(fact, "a layer has the members input, output and parameters, or on<In> (layer/traits.hpp)");
  else if constexpr (_detail::is_plain<Before>)
    return say(fact, "write ", name<_detail::with_activation<Before, What>>(), ", or Activate<", name<What>(), ">");
  else
    return say(fact, "write it as an argument of a layer, Dense<4, 8, ", name<What>(), ">, or as Activate<",
               name<What>(), ">");
}();
#endif
/// Permute does not name each axis of its input (given) once. Axes count from 0, without the batch.
template <class Where, class Permute, class Given> struct not_a_permutation;
#if SINEW_SENTENCES
template <class Where, class Permute, class Given, class In>
constexpr auto sentence<not_a_permutation<Where, Permute, given<Given>>, In> =
    say(place<Where, In, Permute>(), " takes ", name<Given>(), " but does not name each of its ",
        quantity(Given::rank, "axis", "axes"), " once: ", _detail::permute_of<Given::rank, Permute>::value);
#endif
/// The activation argument of a layer is not an activation. Use one of the library's, or define the members listed in
/// activation/concept.hpp.
template <class Where, class What> struct not_an_activation;
#if SINEW_SENTENCES
template <class Where, class What, class In> constexpr auto sentence<not_an_activation<Where, What>, In> = [] {
  constexpr auto fact = say(place<Where, In>(), " has ", name<What>(), " in place of its activation");
  if constexpr (requires(float z) { What::derivative(z); })
    return say(fact, ", which lacks value: add template <class V> static constexpr V value(const V& z)");
  else
    return say(fact,
               ": write one such as ReLU, Tanh or Softmax; one of your own has the members of "
               "activation/concept.hpp");
}();
#endif
/// The activation can be applied but not trained. Add the member named: see activation/concept.hpp.
template <class Where, class Activation, class Member> struct activation_lacks;
#if SINEW_SENTENCES
template <class Where, class Activation, class Member, class In>
constexpr auto sentence<activation_lacks<Where, Activation, Member>, In> =
    say(place<Where, In>(), " cannot be trained, because its activation, ", name<Activation>(),
        ", lacks a member: add ", declaration<Member>);
#endif
/// The activation of an RNN must be one of single values whose derivative follows from its output, because each step
/// goes on from y alone. Use one such as Tanh, ReLU, Sigmoid or HardTanh.
template <class Where, class Layer, class Activation> struct activation_in_a_recurrence;
#if SINEW_SENTENCES
template <class Where, class Layer, class Activation, class In>
constexpr auto sentence<activation_in_a_recurrence<Where, Layer, Activation>, In> = say(
    place<Where, In>(), " goes on from its outputs, but ", name<Activation>(),
    requires(float z) { Activation::value(z); } ? " needs its input for its derivative"
                                                : " is an activation of all outputs together",
    ": write Tanh or ReLU, or another one whose derivative follows from its output");
#endif
/// The activations of a gate are applied to single values, and this one is of all outputs together, or none. Use
/// two such as Gated<Tanh, Sigmoid>.
template <class Where, class Layer, class What> struct not_an_activation_of_single_values;
#if SINEW_SENTENCES
template <class Where, class Layer, class What, class In>
constexpr auto sentence<not_an_activation_of_single_values<Where, Layer, What>, In> =
    say(place<Where, In, Layer>(), " has ", name<What>(),
        ", which is no activation of single values: write one such as Tanh, Sigmoid or Identity");
#endif
/// The layer takes one half of its input as values and the other half as their gates, so the outermost extent of its
/// input must be even. Give the layer before it twice as many outputs as the gate is to have.
template <class Where, class Layer, class Given> struct halves_of_an_odd_extent;
#if SINEW_SENTENCES
template <class Where, class Layer, class Given, class In>
constexpr auto sentence<halves_of_an_odd_extent<Where, Layer, given<Given>>, In> =
    say(place<Where, In, Layer>(), " halves the outermost extent of its input, but ", source<Where, In>(), " gives ",
        describe<Given>(), ": write twice as many outputs before it as it should have itself");
#endif
/// The initializer argument of a layer is not an initializer. Use one of the library's, or define fill() as in
/// initializer/concept.hpp.
template <class Where, class What> struct not_an_initializer;
#if SINEW_SENTENCES
template <class Where, class What, class In> constexpr auto sentence<not_an_initializer<Where, What>, In> =
    say(place<Where, In>(), " has ", name<What>(),
        " in place of its initializer: write one such as HeNormal or "
        "XavierUniform; a layer takes one activation");
#endif
/// An initializer (what) takes its gain from an activation that has none (of). Name a relative of it that has one, such
/// as ReLU, or the number, as in Gain<Ratio<3, 2>>.
template <class Where, class What, class Of> struct activation_without_gain;
#if SINEW_SENTENCES
template <class Where, class What, class Of, class In>
constexpr auto sentence<activation_without_gain<Where, What, Of>, In> =
    say(place<Where, In>(), " has the initializer ", name<What>(), ", but ", name<Of>(),
        " has no positive gain: write an activation that has one, such as ReLU, or Gain<Ratio<3, 2>>");
#endif
/// The numbers of a TruncatedNormal leave nothing to draw: its deviation must be more than 0, its bounds at least a
/// hundredth of that apart, and its mean within two deviations of them. They are the deviation, the bounds, the mean.
template <class Where, class What> struct truncated_normal_out_of_range;
#if SINEW_SENTENCES
template <class Where, class What, class In> constexpr auto sentence<truncated_normal_out_of_range<Where, What>, In> =
    say(place<Where, In>(), " has the initializer ", name<What>(),
        ", but its deviation must be more than 0, its bounds apart, and its mean near them: write the deviation, the "
        "lower and the upper bound and the mean, as in TruncatedNormal<Ratio<1, 50>, Ratio<-2, 1>, Ratio<2, 1>>");
#endif
/// The layer has a single output and an activation that normalizes outputs (Softmax makes their sum 1), so that output
/// is constant. Use Sigmoid, or one output per class.
template <class Where, class Layer, class Instead> struct single_output_is_constant;
#if SINEW_SENTENCES
template <class Where, class Layer, class Instead, class In>
constexpr auto sentence<single_output_is_constant<Where, Layer, instead<Instead>>, In> = [] {
  constexpr auto fact = say(place<Where, In, Layer>(),
                            " has a single output, and its activation makes the sum of the "
                            "outputs 1, so it is always 1: write ");
  constexpr auto other = say(", or one output per class");
  if constexpr (_detail::is_plain<Layer>) return say(fact, name<_detail::with_activation<Layer, Instead>>(), other);
  else return say(fact, name<Instead>(), other);
}();
#endif
/// The layer has an extent of 0, or its options leave no output. Correct the sizes, the stride or the padding.
template <class Where, class Layer> struct zero_size;
#if SINEW_SENTENCES
template <class Where, class Layer, class In> constexpr auto sentence<zero_size<Where, Layer>, In> = [] {
  constexpr auto where = place<Where, In, Layer>();
  if constexpr (_detail::is_padded_away<Layer>)
    return say(where, " has no output, because its padding takes all of it away: write less padding");
  else if constexpr (_detail::names_a_zero(name<Layer>().view()))
    return say(where, " has a size of 0: write sizes, strides and factors of at least 1");
  else return say(where, " has an input or output of 0 values: write extents of at least 1");
}();
#endif
/// The layer has more scalars than the largest size allowed. Look for a mistyped extent, or for one computed below 0.
template <class Where, class Layer, class Expected> struct absurd_size;
#if SINEW_SENTENCES
template <class Where, class Layer, std::size_t Most, class In>
constexpr auto sentence<absurd_size<Where, Layer, expected<at_most<scalars<Most>>>>, In> =
    say(place<Where, In, Layer>(), " has more than ", quantity(Most, "scalar"),
        ", the most that are allowed: look for a "
        "mistyped extent, or for one computed below 0");
#endif
/// The output of the previous layer (given) is not this layer's input (expected). Make the two sizes agree, or put
/// Flatten between an image and a Dense layer. In a Concat that is the first layer of a net, `given` is what the first
/// branch takes.
template <class Where, class Given, class Expected> struct shape_mismatch;
#if SINEW_SENTENCES
template <class Where, class Given, class Expected, class In>
constexpr auto sentence<shape_mismatch<Where, given<Given>, expected<Expected>>, In> =
    say(place<Where, In>(), " takes ", describe<Expected>(), ", but ", source<Where, In>(), " gives ",
        describe<Given>(), ": ", _detail::fitting<typename _detail::written<Where, In>::type, Given, Expected>());
#endif
/// The layers of a Residual end in a shape (given) other than the one they start from (expected), so the sum x + F(x)
/// is not defined. Change the last layer of the block, or add a Projection.
template <class Where, class Given, class Expected> struct residual_changes_its_shape;
#if SINEW_SENTENCES
template <class Where, class Given, class Expected, class In>
constexpr auto sentence<residual_changes_its_shape<Where, given<Given>, expected<Expected>>, In> = [] {
  using Block = typename _detail::written<Where, In>::type;
  constexpr auto ends = say(place<Where, In>(), " ends in ", describe<Given>());
  if constexpr (_detail::in_parallel<Block>)
    return say(ends, ", but its Projection in ", describe<Expected>(), ": give both the same strides and channels");
  else {
    using Last = _detail::last_of<typename _detail::written_layers<Block>::type>;
    constexpr auto fact = say(ends, ", but starts from ", describe<Expected>(), ", and the two are added: ");
    using Fitting = typename _detail::fitting_residual<Block, Expected>::type;
    if constexpr (_detail::is_plain<Last> && Expected::rank == 1)
      return say(fact, "write ", name<_detail::with_output<Last, Expected::size>>(),
                 " as its last layer, or add a Projection");
    else if constexpr (!std::is_same_v<Fitting, nothing>)
      return say(fact, "write ", name<Fitting>(), ", or add a Projection");
    else return say(fact, "change its last layer, or add a Projection");
  }
}();
#endif
/// The layers of a Repeat end in a shape (given) other than the one they start from (expected), so a copy cannot take
/// the output of the one before. Change the last layer, or move it behind the Repeat.
template <class Where, class Given, class Expected> struct repeat_changes_its_shape;
#if SINEW_SENTENCES
template <class Where, class Given, class Expected, class In>
constexpr auto sentence<repeat_changes_its_shape<Where, given<Given>, expected<Expected>>, In> =
    say(place<Where, In>(), " ends in ", describe<Given>(), ", but starts from ", describe<Expected>(),
        ", and each copy takes the output of the one before: change its last layer, or move it behind the Repeat");
#endif
/// A Repeat of 0 copies. Repeat the layers at least once, or remove it.
template <class Where, class What> struct repeats_zero_times;
#if SINEW_SENTENCES
template <class Where, class What, class In> constexpr auto sentence<repeats_zero_times<Where, What>, In> =
    say(place<Where, In>(), " repeats its layers 0 times: write at least 1, or remove it");
#endif
/// The output of this branch of a Concat (given) cannot be joined to that of the first branch: all extents but the
/// first (height, width) must agree (expected). Change the branch, or Flatten all of them.
template <class Where, class Given, class Expected> struct branches_do_not_fit_together;
#if SINEW_SENTENCES
template <class Where, class Given, class Expected, class In>
constexpr auto sentence<branches_do_not_fit_together<Where, given<Given>, expected<Expected>>, In> =
    say(place<Where, In>(), " gives ", describe<Given>(), ", but must give ", describe<Expected>(),
        " to be joined to the "
        "first branch: only the first extent may differ; write Flatten at the end of every branch or of none");
#endif
/// The first layer takes its shape from its input, and nothing names that shape. Begin the net with Input<...>.
template <class Where, class Layer> struct start_the_net_with_Input;
#if SINEW_SENTENCES
template <class Where, class Layer, class In> constexpr auto sentence<start_the_net_with_Input<Where, Layer>, In> = [] {
  constexpr auto fact =
      say(place<Where, In, Layer>(),
          " takes its shape from its input, which no layer before it names: begin the net with the shape of a "
          "sample, such as ");
  // A layer that names an input of its own, where another one reaches it, as a convolution with a stride over steps.
  if constexpr (requires { requires !std::is_same_v<typename Layer::template on<shape<1>>::input, shape<1>>; })
    return say(fact, name<typename _detail::input_of<typename Layer::template on<shape<1>>::input>::type>());
  else if constexpr (_detail::binds<Layer, shape<1, 100>>() && !_detail::binds<Layer, shape<1, 100, 100>>())
    return say(fact, "Input<1, 100> (channels, length)");
  else return say(fact, "Input<1, 28, 28> (channels, height, width)");
}();
#endif

}  // namespace sinew::mistake
