#pragma once
// What the two translation units share: one type of net, and a function of it.
#include <array>

#include <sinew/sinew.hpp>

using Tiny = sinew::Net<sinew::Dense<2, 4, sinew::Tanh>, sinew::Dense<4, 1, sinew::Sigmoid>>;

std::array<float, 1> evaluate_elsewhere(const Tiny& net, const std::array<float, 2>& x);
