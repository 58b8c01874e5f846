#pragma once
/// \file
/// Mistakes in layers that a program defines: see layer/traits.hpp.
/// The comment on each mistake says what is wrong and how to fix it.

#include <cstddef>

#include <sinew/mistake/fault.hpp>
#include <sinew/mistake/member.hpp>
#include <sinew/mistake/words.hpp>

#if SINEW_SENTENCES
#include <sinew/mistake/layer_correction.hpp>
#endif

namespace sinew::mistake {

/// The layer lacks this member, or the member has another kind. Declare it as namespace `member` shows, above.
template <class Where, class Layer, class Member> struct layer_lacks;
#if SINEW_SENTENCES
template <class Where, class Layer, class Member, class In>
constexpr auto sentence<layer_lacks<Where, Layer, Member>, In> =
    say(place<Where, In, Layer>(), _detail::lacking<Layer, Member>(), ": ",
        _detail::declaration_in<Layer, Member, typename _detail::reaching<Where, In>::type>(declaration<Member>));
#endif
/// The layer has no `static void forward(auto pass)`, or its forward is not static or does not take a pass. Declare it
/// so: see layer/pass.hpp.
template <class Where, class Layer> struct layer_without_forward;
#if SINEW_SENTENCES
template <class Where, class Layer, class In> constexpr auto sentence<layer_without_forward<Where, Layer>, In> = [] {
  using Bound = _detail::bound_to<Layer, typename _detail::reaching<Where, In>::type>;
  constexpr auto declared = say("static constexpr void forward(auto pass), which computes pass.y from pass.x");
  if constexpr (_detail::has_member_forward<Bound>())
    return say(place<Where, In, Layer>(), " has a forward that is not static or does not take a pass: write ",
               declared);
  else return say(place<Where, In, Layer>(), " has no forward: add ", declared);
}();
#endif
/// The layer has no `static void backward(auto pass)`, or its backward is not static or does not take a pass. Declare
/// it so: see layer/pass.hpp.
template <class Where, class Layer> struct layer_without_backward;
#if SINEW_SENTENCES
template <class Where, class Layer, class In> constexpr auto sentence<layer_without_backward<Where, Layer>, In> = [] {
  using Bound = _detail::bound_to<Layer, typename _detail::reaching<Where, In>::type>;
  constexpr auto declared = say("static constexpr void backward(auto pass), which computes pass.dx from pass.dy",
                                _detail::adds_gradients<Bound>);
  if constexpr (_detail::has_member_backward<Bound>())
    return say(place<Where, In, Layer>(), " has a backward that is not static or does not take a pass: write ",
               declared);
  else return say(place<Where, In, Layer>(), " has no backward: add ", declared);
}();
#endif
/// A view, such as Reshape, gives its input another shape, and the new shape (given) has another number of scalars
/// than the input (expected). Choose extents with the same product.
template <class Where, class Given, class Expected> struct view_of_another_size;
#if SINEW_SENTENCES
template <class Where, class Given, class Expected, class In>
constexpr auto sentence<view_of_another_size<Where, given<Given>, expected<Expected>>, In> = [] {
  using Written = typename _detail::written<Where, In>::type;
  constexpr auto fact = say(place<Where, In>(), " gives ", quantity(Given::size, "value"), ", but takes ",
                            quantity(Expected::size, "value"));
  if constexpr (_detail::is_reshape<Written>)
    return say(fact, ", and must keep their number: write ", _detail::reshape_of<Given, Expected::size>());
  else
    return say(fact, ", and a view must keep their number: give its output ", quantity(Expected::size, "value"),
               ", or write forward and backward in place of view");
}();
#endif
/// The layer has an `initialize` that cannot be called as the library would call it. Declare it as template <class T>
/// static void initialize(std::span<T, parameters>, Engine&).
template <class Where, class Layer> struct initialize_is_never_called;
#if SINEW_SENTENCES
template <class Where, class Layer, class In> constexpr auto sentence<initialize_is_never_called<Where, Layer>, In> =
    say(place<Where, In, Layer>(),
        " has an initialize that cannot be called: write template <class T> static constexpr void "
        "initialize(std::span<T, ",
        _detail::separated<_detail::bound_to<Layer, typename _detail::reaching<Where, In>::type>::parameters>(),
        "> all, Engine& engine)");
#endif
/// The tensors that a layer names in `tensors` have another number of elements (given) than its parameters or its
/// buffers (expected), padding left out. Name a tensor for each of them: see layer/tensors.hpp. A layer with a
/// parameter_count smaller than its parameters needs the member, because it alone knows where the padding lies.
template <class Where, class Layer, class Given, class Expected> struct tensors_of_another_size;
#if SINEW_SENTENCES
template <class Where, class Layer, std::size_t Given, std::size_t Expected, class In>
constexpr auto sentence<tensors_of_another_size<Where, Layer, given<scalars<Given>>, expected<scalars<Expected>>>, In> =
    say(place<Where, In, Layer>(), " has ", quantity(Expected, "parameter or buffer", "parameters or buffers"),
        ", but its tensors have ", quantity(Given, "element"),
        ": name a tensor for each of them in tensors(auto& list) (layer/tensors.hpp)");
#endif
/// The last element of a tensor that a layer names in `tensors` is beyond its parameters or buffers: they would have to
/// be as many as `given`. Correct the extents, strides or the offset.
template <class Where, class Layer, class Given, class Expected> struct tensors_reach_too_far;
#if SINEW_SENTENCES
template <class Where, class Layer, std::size_t Given, std::size_t Expected, class In> constexpr auto
    sentence<tensors_reach_too_far<Where, Layer, given<scalars<Given>>, expected<at_most<scalars<Expected>>>>, In> =
        say(place<Where, In, Layer>(), " has ", quantity(Expected, "parameter or buffer", "parameters or buffers"),
            ", but its tensors reach to index ", number(Given - 1),
            ": correct their extents, strides or offset (layer/tensors.hpp)");
#endif
/// Tensors that a layer names in `tensors` lie among each other, or rows of one tensor do, so that two elements may be
/// the same parameter or buffer. Correct the strides or the offset: strides left out mean a row-major tensor, an offset
/// left out the place behind the tensor before it.
template <class Where, class Layer> struct tensors_overlap;
#if SINEW_SENTENCES
template <class Where, class Layer, class In> constexpr auto sentence<tensors_overlap<Where, Layer>, In> =
    say(place<Where, In, Layer>(),
        " has tensors, or rows of a tensor, that overlap: correct their strides or offset (layer/tensors.hpp)");
#endif
/// Two tensors of a layer have the same name. Give each its own, that of PyTorch's module.
template <class Where, class Layer> struct tensors_of_one_name;
#if SINEW_SENTENCES
template <class Where, class Layer, class In> constexpr auto sentence<tensors_of_one_name<Where, Layer>, In> =
    say(place<Where, In, Layer>(),
        " gives two of its tensors the same name: write a name of its own for each, that of PyTorch's module");
#endif
/// save_onnx of a net with a layer that has no member `onnx`, or one that does not take (graph, x) or does not return
/// an OnnxValue: it does not say what it is in ONNX. Add `static auto onnx(auto& graph, auto x)`, as io/onnx_graph.hpp
/// shows.
template <class Where, class Layer> struct layer_without_onnx;
#if SINEW_SENTENCES
template <class Where, class Layer, class In> constexpr auto sentence<layer_without_onnx<Where, Layer>, In> = say(
    place<Where, In, Layer>(),
    " does not say what it is in ONNX: add static auto onnx(auto& graph, auto x), which adds its nodes to the graph "
    "and returns its output (io/onnx_graph.hpp)");
#endif
/// save_onnx of a net with an activation that has no such member. Add `static auto onnx(auto& graph, auto z)`.
template <class Where, class Activation> struct activation_without_onnx;
#if SINEW_SENTENCES
template <class Where, class Activation, class In>
constexpr auto sentence<activation_without_onnx<Where, Activation>, In> =
    say(place<Where, In>(), " has the activation ", name<Activation>(),
        ", which does not say what it is in ONNX: add static auto onnx(auto& graph, auto z), which adds its nodes to "
        "the graph and returns its output (io/onnx_graph.hpp)");
#endif
/// save_onnx of a net with an RNN whose activation ONNX's RNN does not have. One of a program's own says by `static
/// constexpr const char* onnx_in_recurrence` which of ONNX's it is.
template <class Where, class Activation> struct recurrence_without_onnx;
#if SINEW_SENTENCES
template <class Where, class Activation, class In>
constexpr auto sentence<recurrence_without_onnx<Where, Activation>, In> =
    say(place<Where, In>(), " has the activation ", name<Activation>(),
        ", which ONNX's RNN has not: write Tanh, ReLU or Sigmoid, with which the net can be saved");
#endif

}  // namespace sinew::mistake
