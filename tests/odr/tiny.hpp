#pragma once
// What the two translation units share: types of nets, and functions of them.
#include <array>
#include <cstddef>

#include <sinew/sinew.hpp>

using Tiny = sinew::Net<sinew::Dense<2, 4, sinew::Tanh>, sinew::Dense<4, 1, sinew::Sigmoid>>;

std::array<float, 1> evaluate_elsewhere(const Tiny& net, const std::array<float, 2>& x);

// A net whose call takes more stack than the limit of one file, and less than that of the other (net/stack_limit.hpp).
using Large = sinew::Net<sinew::Dense<2, 100'000>, sinew::Activate<sinew::Tanh>, sinew::Dense<100'000, 1>>;
using AnyLarge = sinew::AnyNet<2, 1, sizeof(Large)>;

Large::Output evaluate_elsewhere(const Large& net, const std::array<float, 2>& x);
/// Holds a copy of the net, made by the other file.
void hold_elsewhere(AnyLarge& any, const Large& net);
