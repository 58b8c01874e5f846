#pragma once
/// \file
/// Mistakes in the arguments of a WaveNet.
/// The comment on each mistake says what is wrong and how to fix it.

#include <sinew/mistake/fault.hpp>
#include <sinew/mistake/words.hpp>

#if SINEW_SENTENCES
#include <sinew/mistake/correction.hpp>
#include <sinew/mistake/layer_correction.hpp>
#endif

namespace sinew::mistake {

/// A WaveNet has no stack, or a stack of it no layers or no head. Add one, such as What.
template <class Where, class Layer, class What> struct wavenet_lacks;
#if SINEW_SENTENCES
template <class Where, class Layer, class What, class In>
constexpr auto sentence<wavenet_lacks<Where, Layer, What>, In> = say(place<Where, In>(), " has ", name<Layer>(),
                                                                     ", which lacks a part: add one such as ",
                                                                     name<What>());
#endif
/// A stack of a WaveNet has two heads, or two bottlenecks. Remove one.
template <class Where, class Layer> struct wavenet_has_two;
#if SINEW_SENTENCES
template <class Where, class Layer, class In>
constexpr auto sentence<wavenet_has_two<Where, Layer>, In> = say(place<Where, In>(), " has ", name<Layer>(),
                                                                 ", with two heads or two bottlenecks: remove one");
#endif
/// The head of a stack gives the sums that the next stack goes on from, so it has as many outputs as the layers of the
/// next stack give values: its channels, or its Bottleneck.
template <class Where, class Stack, class Given, class Expected> struct head_of_another_width;
#if SINEW_SENTENCES
template <class Where, class Stack, class Given, class Expected, class In>
constexpr auto sentence<head_of_another_width<Where, Stack, given<Given>, expected<Expected>>, In> =
    say(place<Where, In>(), " has ", name<Stack>(), ", whose head gives ", describe<Given>(),
        ", but the layers of the next stack give ", describe<Expected>(), ": write Head<", number(Expected::size), ">");
#endif

}  // namespace sinew::mistake
