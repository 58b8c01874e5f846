#pragma once
/// \file
/// Mistakes in what an optimizer does per layer (optimizer/per_layer.hpp).

#include <cstddef>

#include <sinew/mistake/fault.hpp>
#include <sinew/mistake/words.hpp>
#if SINEW_SENTENCES
#include <sinew/mistake/correction.hpp>
#endif

namespace sinew::mistake {

/// An argument of per_layer() after the optimizer is none of freeze<J...>, rate_factor<J...>(factor) and
/// decay_matrices_only.
template <class Given> struct not_a_rule_per_layer;
#if SINEW_SENTENCES
template <class Given, class In> constexpr auto sentence<not_a_rule_per_layer<Given>, In> =
    say(name<Given>(),
        " is nothing that an optimizer does per layer: write per_layer(optimizer, freeze<0, 1>, "
        "rate_factor<2>(0.1), decay_matrices_only)");
#endif
/// freeze<J> or rate_factor<J> names a layer without parameters, such as a pooling. Name the layer that has them;
/// layers count from 0, and an Input<…> counts as one.
template <class Where, class Layer> struct layer_without_parameters;
#if SINEW_SENTENCES
template <class Where, class Layer, class In> constexpr auto sentence<layer_without_parameters<Where, Layer>, In> =
    say(place<Where, In, Layer>(),
        " has no parameters: name a layer that has them (layers count from 0, and an Input "
        "counts as one)");
#endif
/// A layer is named twice in freeze and rate_factor, or both by itself and as a part of another one.
template <class Where, class Layer> struct layer_named_twice;
#if SINEW_SENTENCES
template <class Where, class Layer, class In> constexpr auto sentence<layer_named_twice<Where, Layer>, In> =
    say(place<Where, In, Layer>(), " is named twice in freeze and rate_factor: name it once");
#endif
/// All layers that have parameters are frozen, so there is nothing to train.
template <class Optimizer> struct all_layers_are_frozen;
#if SINEW_SENTENCES
template <class Optimizer, class In> constexpr auto sentence<all_layers_are_frozen<Optimizer>, In> =
    say("all layers that have parameters are frozen, which leaves nothing to train: name fewer layers in freeze");
#endif
/// freeze names a layer within one whose gradients are computed together, such as a WaveNet. Freeze it as a whole.
template <class Where, class Layer> struct frozen_as_a_whole_only;
#if SINEW_SENTENCES
template <class Where, class Layer, class In> constexpr auto sentence<frozen_as_a_whole_only<Where, Layer>, In> =
    say(place<Where, In, Layer>(), " computes the gradients of its parts together: freeze it as a whole");
#endif
/// decay_matrices_only is given to an optimizer without the hyper-parameter weight_decay.
template <class Optimizer> struct no_weight_decay;
#if SINEW_SENTENCES
template <class Optimizer, class In> constexpr auto sentence<no_weight_decay<Optimizer>, In> =
    say(name<Optimizer>(), " has no weight_decay, which decay_matrices_only is about: leave it out");
#endif

}  // namespace sinew::mistake
