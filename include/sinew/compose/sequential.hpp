#pragma once
/// \file
/// Sequential<L...>: what a user writes for layers one after the other within another layer.

#include <sinew/config/namespace.hpp>
#include <sinew/compose/infer_shapes.hpp>

namespace SINEW_NAMESPACE {

/// A Net without parameters of its own, to stand among the layers of another: Concat<PassThrough, Sequential<Flatten,
/// Dense<12, 4, ReLU>>>. A Net can stand there as well, if its first layer names its input; a Sequential takes the
/// shape that reaches it.
template <class... L> struct Sequential { template <class In> using infer_on = _detail::infer_shapes<In, L...>; };

}  // namespace sinew
