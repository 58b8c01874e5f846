#pragma once
/// \file
/// micro_batch<Net, Batch>: how many samples fit() takes through forward and backward at a time.

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/layer/pass_traits.hpp>

namespace SINEW_NAMESPACE::_detail {

/// What forward keeps for backward of a large batch of images fits no cache, and comes back from memory. So a batch may
/// go through in micro-batches, each forward and backward, whose gradients are summed before the step: the workspace is
/// that of one of them. What it costs is that weights are read, and their gradient is read and written, once more for
/// each; so it is done where those are less than the values.
/// Only of nets that do not mix samples; and where layers take the batch in micro-batches anyway
/// (plan/execution_plan.hpp).
template <class Net, std::size_t Batch> consteval std::size_t micro_batch() {
  using Run = pass_traits<typename Net::scalar, Batch, 1, true>;
  using Layers = typename Net::layers;
  constexpr const auto& plan = Layers::template plan<Run>;
  std::size_t passes = 1;
  for (const std::size_t count : plan.micro_batches) passes = max_of(passes, count);
  if (!Layers::samplewise || passes == 1) return Batch;
  // Written once and read once; weights are read twice, their gradient is read and written.
  const std::size_t of_values = 2 * plan.values.length, of_weights = 4 * (passes - 1) * Layers::parameters;
  if (of_values < of_weights) return Batch;
  using Lanes = typename Run::template with_lanes<Run::max_lanes>;
  return Lanes::samples / passes;
}

}  // namespace sinew::_detail
