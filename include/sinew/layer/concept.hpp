#pragma once
/// \file
/// The concept Layer, in the steps that errors are told in. Its laws are tests/laws/layer.hpp: backward equals the
/// numeric gradient; samples are independent unless documented; dparameters accumulates, dx is overwritten.

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/layer/pass.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Has the member, of the kind that is meant. (A member of objects is ruled out first: g++ 12 takes its use as a
/// constant for an error.)
template <class L> concept NamesInput = requires { L::input::size; };
template <class L> concept NamesOutput = requires { L::output::size; };
template <class L> concept NamesParameters = requires { L::parameters; }
&&!requires { requires std::is_member_object_pointer_v<decltype(&L::parameters)>; }
&&requires { typename std::integral_constant<std::size_t, L::parameters>; };
/// Names its shapes and its number of parameters.
template <class L> concept Described = requires {
  typename L::input;
  typename L::output;
  L::input::size + L::output::size;
}
&&NamesParameters<L>;
/// Takes the shape that reaches it: `template <class In> using on = …`, a Described layer or a fault.
template <class L> concept Open = requires { typename L::template on<shape<1>>; };

using probe = pass_traits<float, 1, 1, true>;

template <class L> concept Forward = is_view<L, probe>() ||
    requires(forward_pass<L, probe> pass) {
  L::forward(pass);
};
template <class L> concept Backward = is_view<L, probe>() ||
    requires(backward_pass<L, probe> pass) {
  L::backward(pass);
};
}  // namespace sinew::_detail

namespace SINEW_NAMESPACE {

template <class L> concept Layer = _detail::Described<L> && _detail::Forward<L> && _detail::Backward<L>;

}  // namespace sinew
