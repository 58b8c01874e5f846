#pragma once
/// \file
/// Mistakes in layers that a program defines: see layer/traits.hpp.
/// The comment on each mistake says what is wrong and how to fix it.

#include <cstddef>

#include <sinew/mistake/fault.hpp>
#include <sinew/mistake/member.hpp>
#include <sinew/mistake/words.hpp>

namespace sinew::mistake {

/// The layer lacks this member, or the member has another kind. Declare it as namespace `member` shows, above.
template <class Where, class Layer, class Member> struct layer_lacks;
/// The layer has no `static void forward(auto pass)`, or its forward is not static or does not take a pass. Declare it
/// so: see layer/pass.hpp.
template <class Where, class Layer> struct layer_without_forward;
/// The layer has no `static void backward(auto pass)`, or its backward is not static or does not take a pass. Declare
/// it so: see layer/pass.hpp.
template <class Where, class Layer> struct layer_without_backward;
/// A view, such as Reshape, gives its input another shape, and the new shape (given) has another number of scalars
/// than the input (expected). Choose extents with the same product.
template <class Where, class Given, class Expected> struct view_of_another_size;
/// The layer has an `initialize` that cannot be called as the library would call it. Declare it as template <class T>
/// static void initialize(std::span<T, parameters>, Engine&).
template <class Where, class Layer> struct initialize_is_never_called;

}  // namespace sinew::mistake
