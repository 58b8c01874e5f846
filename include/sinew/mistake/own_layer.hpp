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

}  // namespace sinew::mistake
