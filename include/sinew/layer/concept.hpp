#pragma once
/// \file
/// The concept Layer, split into the steps in which errors are reported. tests/laws/layer.hpp states its laws:
/// backward equals the numerical gradient; samples are independent unless documented otherwise; dparameters is
/// accumulated and dx is overwritten.

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/layer/pass.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The layer has a usable member of this name. (Non-static data members are excluded first: g++ 12 treats their use
/// as a constant as an error.)
template <class L> concept NamesInput = requires { L::input::size; };
template <class L> concept NamesOutput = requires { L::output::size; };
template <class L> concept HasParametersMember = requires { L::parameters; };
template <class L> concept HasParametersInObjects = requires {
  requires std::is_member_object_pointer_v<decltype(&L::parameters)>;
};
template <class L> concept NamesParameters = HasParametersMember<L> && !HasParametersInObjects<L> && requires {
  typename std::integral_constant<std::size_t, L::parameters>;
};
/// The layer names its shapes and its number of parameters.
template <class L> concept Described = NamesParameters<L> && requires {
  typename L::input;
  typename L::output;
  L::input::size + L::output::size;
};
/// The layer takes its input shape from the layer before it: `template <class In> using on = …`, a Described layer or
/// a fault.
template <class L> concept Open = requires { typename L::template on<shape<1>>; };

using probe = pass_traits<float, 1, 1, true>;

template <class L> concept Forward = is_view<L, probe>() || requires(forward_pass<L, probe> pass) { L::forward(pass); };
template <class L> concept Backward = is_view<L, probe>() || requires(backward_pass<L, probe> pass) {
  L::backward(pass);
};
}  // namespace sinew::_detail

namespace SINEW_NAMESPACE {

/// A layer whose shapes are known: it names input, output and parameters and has forward and backward, or it is a
/// view. layer/traits.hpp lists all members.
template <class L> concept Layer = _detail::Described<L> && _detail::Forward<L> && _detail::Backward<L>;

}  // namespace sinew
