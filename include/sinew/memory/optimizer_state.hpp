#pragma once
/// \file
/// optimizer_state<Formula, Parameters>: the memory of an Optimizer (optimizer/optimizer.hpp). It has its own header
/// because a net reports its size (Net::training_bytes), and nets do not include optimizers.

#include <array>
#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/memory/align.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The hyper-parameters, the gradient, the values remembered per parameter, and the number of steps taken.
template <class Formula, class Parameters> struct optimizer_state {
  Formula formula{};
  alignas(line_bytes) Parameters gradient_{};
  alignas(line_bytes) std::array<Parameters, Formula::slot_count> slots_{};
  std::size_t steps_ = 0;
};

}  // namespace sinew::_detail
