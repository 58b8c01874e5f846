#pragma once
/// \file
/// `Sequential<L...>`: layers one after the other inside another layer.

#include <sinew/config/namespace.hpp>
#include <sinew/compose/infer_shapes.hpp>

namespace SINEW_NAMESPACE {

/// Layers one after the other, as one layer of another net:
/// `Concat<PassThrough, Sequential<Flatten, Dense<12, 4, ReLU>>>`. It takes the shape that reaches it. A Net can also
/// be used in its place if the first layer of the Net names its input.
/// Parameters: those of L..., part of the enclosing net.
/// PyTorch: `torch.nn.Sequential`.
template <class... L> struct Sequential {
  /// Used by the library: the layer with the input shape In.
  template <class In> using infer_on = _detail::infer_shapes<In, L...>;
};

}  // namespace sinew
