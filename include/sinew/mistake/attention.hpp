#pragma once
/// \file
/// Mistakes in the options of attention layers.

#include <cstddef>

#include <sinew/mistake/fault.hpp>
#include <sinew/mistake/words.hpp>

#if SINEW_SENTENCES
#include <sinew/mistake/layer_correction.hpp>
#endif

namespace sinew::mistake {

/// The layer does not say to how many steps a step attends. Add the option Window<W>.
template <class Where, class Layer> struct attention_without_window;
#if SINEW_SENTENCES
template <class Where, class Layer, class In> constexpr auto sentence<attention_without_window<Where, Layer>, In> =
    say(place<Where, In, Layer>(),
        " does not say to how many steps a step attends: add Window<64>, for itself and the 63 steps before it");
#endif
/// The heads of an attention layer share its D values (given) equally. Choose a number of heads that divides D.
template <class Where, class Layer, class Given> struct heads_do_not_divide;
#if SINEW_SENTENCES
template <class Where, class Layer, std::size_t N, class In>
constexpr auto sentence<heads_do_not_divide<Where, Layer, given<scalars<N>>>, In> =
    say(place<Where, In, Layer>(), " divides ", quantity(N, "value"),
        " into heads, which must be of one size: write a number of heads that divides ", number(N));
#endif

}  // namespace sinew::mistake
