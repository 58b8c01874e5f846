#pragma once
/// \file
/// Mistakes about budgets, and about nets chosen at run time.
/// The comment on each mistake says what is wrong and how to fix it.

#include <cstddef>

#include <sinew/mistake/fault.hpp>
#include <sinew/mistake/words.hpp>

namespace sinew::mistake {

/// The net takes more of an item than its Budget allows. Make the net smaller or the budget larger: see
/// net/budget.hpp.
template <class Item, class Takes, class Allowed> struct over_budget;
/// A Budget limits training, and the memory of training depends on the optimizer. Name it: fits<Net, Budget{.training
/// = …}, Adam>.
template <class Net> struct training_budget_needs_an_optimizer;
/// The net's number of inputs (given) differs from that of the first net of the OneOf, or from the one AnyNet names
/// (expected). Interchangeable nets must take the same number of inputs.
template <class Given, class Expected> struct another_number_of_inputs;
/// The net's number of outputs (given) differs from that of the first net of the OneOf, or from the one AnyNet names
/// (expected). Interchangeable nets must have the same number of outputs.
template <class Given, class Expected> struct another_number_of_outputs;
/// The net's scalar (given) differs from that of the first net of the OneOf, or from AnyNet's (expected).
/// Interchangeable nets must have the same scalar.
template <class Given, class Expected> struct another_scalar;
/// The net is larger than the storage of AnyNet<In, Out, Capacity>. Increase Capacity.
template <class Takes, class Allowed, class Net> struct net_exceeds_capacity;
/// The net is not one of the OneOf's nets. Add it to the arguments of OneOf.
template <class Given, class Expected> struct not_one_of;

}  // namespace sinew::mistake
