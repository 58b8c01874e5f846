#pragma once
/// \file
/// Mistakes in layers that look at several steps of a sequence: attention, and the last step of a window.

#include <cstddef>

#include <sinew/mistake/fault.hpp>
#include <sinew/mistake/words.hpp>

#if SINEW_SENTENCES
#include <sinew/mistake/layer_correction.hpp>
#endif

namespace sinew::mistake {

/// In a net that goes step by step, the layer does not say to how many steps a step attends. Add the option Context<W>.
/// (Without options, it takes whole windows.)
template <class Where, class Layer> struct attention_without_context;
#if SINEW_SENTENCES
template <class Where, class Layer, class In> constexpr auto sentence<attention_without_context<Where, Layer>, In> =
    say(place<Where, In, Layer>(),
        " does not say to how many steps a step attends: add Context<64>, for itself and the 63 steps before it");
#endif
/// The heads of an attention layer share its D values (given) equally. Choose a number of heads that divides D.
template <class Where, class Layer, class Given> struct heads_do_not_divide;
#if SINEW_SENTENCES
template <class Where, class Layer, std::size_t N, class In>
constexpr auto sentence<heads_do_not_divide<Where, Layer, given<scalars<N>>>, In> =
    say(place<Where, In, Layer>(), " divides ", quantity(N, "value"),
        " into heads, which must be of one size: write a number of heads that divides ", number(N));
#endif
/// The layer takes all steps of a window, the first extent of its shape, but the layer before gives a vector (given).
/// Put it behind Input<Steps, …> or Unroll<Steps, …>, or remove it: a net of sequences gives each step by itself.
template <class Where, class Layer, class Given> struct not_a_window;
#if SINEW_SENTENCES
template <class Where, class Layer, class Given, class In>
constexpr auto sentence<not_a_window<Where, Layer, given<Given>>, In> =
    say(place<Where, In, Layer>(), " takes the steps of a window, but ", source<Where, In>(), " gives ",
        describe<Given>(), ": put it behind Unroll<Steps, …> or Input<Steps, …>, or remove it");
#endif
/// Bidirectional runs a recurrent layer in both directions, and What is none. Write LSTM, GRU or RNN in it, and other
/// layers in an Unroll behind it.
template <class Where, class Layer, class What> struct not_recurrent;
#if SINEW_SENTENCES
template <class Where, class Layer, class What, class In>
constexpr auto sentence<not_recurrent<Where, Layer, What>, In> =
    say(place<Where, In, Layer>(), " runs a recurrent layer in both directions, but ", name<What>(),
        " is none: write an LSTM, a GRU or an RNN, and other layers behind it");
#endif

}  // namespace sinew::mistake
