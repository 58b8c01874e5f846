#pragma once
/// \file
/// Mistakes in folding scalers into a net.
/// The comment on each mistake says what is wrong and how to fix it.

#include <cstddef>

#include <sinew/mistake/fault.hpp>
#include <sinew/mistake/words.hpp>

#if SINEW_SENTENCES
#include <sinew/mistake/call_text.hpp>
#include <sinew/mistake/sentence.hpp>
#endif

namespace sinew::mistake {

/// Which scaler is folded.
struct scaler_of_the_inputs;
struct scaler_of_the_targets;
/// Why a layer takes no scaler.
struct pads_with_zeros;           ///< zeros are no zeros behind a scaler
struct has_no_biases;             ///< to take the offsets
struct has_an_activation_behind;  ///< the scaler would come before it
struct is_no_weighted_sum;        ///< it has no weights that could be scaled

/// The layer that would take the scaler cannot. Keep the scaler: net(inputs.transform(x)), targets.inverse(net(x)).
template <class Where, class Layer, class Scaler, class Why> struct layer_takes_no_scaler;
#if SINEW_SENTENCES
template <class Where, class Layer, class Why, class In>
constexpr auto sentence<layer_takes_no_scaler<Where, Layer, scaler_of_the_inputs, Why>, In> = [] {
  constexpr auto layer = say(place<Where, In>());
  if constexpr (std::is_same_v<Why, pads_with_zeros>)
    return say(layer,
               " pads images by zeros, which the scaler of the inputs would change: write a Conv2D without "
               "padding, or keep the scaler: net(inputs.transform(x))");
  else if constexpr (std::is_same_v<Why, has_no_biases>)
    return say(layer,
               " has no biases, which would take the offsets of the scaler: remove NoBias, or keep the scaler: "
               "net(inputs.transform(x))");
  else
    return say("the scaler of the inputs can be folded into a Dense layer or a convolution, but ", layer,
               " comes first: write net(inputs.transform(x))");
}();
template <class Where, class Layer, class Why, class In>
constexpr auto sentence<layer_takes_no_scaler<Where, Layer, scaler_of_the_targets, Why>, In> =
    say("the scaler of the targets can be folded into a Dense layer without activation, but ", place<Where, In>(),
        " comes last: write targets.inverse(net(x))");
#endif
/// The net only changes shapes, so that no layer can take a scaler.
template <class Net> struct no_layer_takes_a_scaler;
#if SINEW_SENTENCES
template <class Net, class In>
constexpr auto sentence<no_layer_takes_a_scaler<Net>, In> = say("a scaler can be folded into a net that computes, but ",
                                                                name<Net>(),
                                                                " has no layer with weights: write "
                                                                "scaler.transform(x)");
#endif
/// The scaler has another number of columns than there are inputs, outputs, or channels for a convolution.
template <class Scaler, class Given, class Expected> struct scaler_of_another_width;
#if SINEW_SENTENCES
template <class Scaler, std::size_t Given, std::size_t N, class In>
constexpr auto sentence<scaler_of_another_width<Scaler, given<scalars<Given>>, expected<scalars<N>>>, In> = [] {
  constexpr bool of_inputs = std::is_same_v<Scaler, scaler_of_the_inputs>;
  return say("the scaler of the ", of_inputs ? "inputs" : "targets", " has ", quantity(Given, "column"), ", but ",
             name<In>(), of_inputs ? " takes " : " gives ", quantity(N, "value"), ": write StandardScaler<",
             name<typename In::scalar>(), ", ", number(N), "> (or MinMaxScaler)");
}();
template <std::size_t Given, std::size_t N, class In>
constexpr auto sentence<scaler_of_another_width<scaler_of_the_inputs, given<scalars<Given>>, expected<channels<N>>>,
                        In> = say("the scaler of the inputs has ", quantity(Given, "column"),
                                  ", but the net begins with a convolution of ", quantity(N, "channel"),
                                  ": write AffineScaler<", name<typename In::scalar>(), ", ", number(N),
                                  ">, a column for each channel");
#endif
/// The argument is no scaler. Pass a StandardScaler, MinMaxScaler or AffineScaler.
template <class What> struct not_a_scaler;
#if SINEW_SENTENCES
template <class What, class In> constexpr auto sentence<not_a_scaler<What>, In> =
    say(name<What>(), " is given, where a scaler is expected: write a StandardScaler, MinMaxScaler or AffineScaler");
#endif

}  // namespace sinew::mistake
