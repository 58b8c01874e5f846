#pragma once
/// \file
/// The concept Layer, in the steps that errors are told in. Its laws are tests/laws/layer.hpp: backward equals the numeric
/// gradient; samples are independent unless documented; dparameters accumulates, dx is overwritten.

#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/shape/shape.hpp>
#include <sinew/layer/contract.hpp>
#include <sinew/layer/gradient_sink.hpp>
#include <sinew/layer/pass.hpp>

namespace sinew {

/// Names its shapes and its number of parameters.
template <class L> concept Described = requires { typename L::input; typename L::output; L::parameters; L::input::size + L::output::size; };
/// Takes the shape that reaches it: `template <class In> using on = …`, a Described layer or a fault.
template <class L> concept Open = requires { typename L::template on<shape<1>>; };

namespace detail {
using probe = run<float, 1, 1, true>;
template <class L> using probe_gradient = std::conditional_t<gives_gradients_once<L>(), gradient_sink<float>, std::span<float, L::parameters>>;
}  // namespace detail

template <class L> concept Forward = is_view<L, detail::probe>() || requires(forward_pass<L, detail::probe> pass) { L::forward(pass); };
template <class L> concept Backward =
    is_view<L, detail::probe>() || requires(backward_pass<L, detail::probe, detail::probe_gradient<L>> pass) { L::backward(pass); };
template <class L> concept Layer = Described<L> && Forward<L> && Backward<L>;

}  // namespace sinew
