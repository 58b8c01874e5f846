#pragma once
/// \file
/// `micro_batch<Net, Batch>`: how many samples fit() takes through forward and backward at a time.

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/layer/pass_traits.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The values that forward keeps for backward of a large batch of images do not fit any cache and are read back from
/// memory. Such a batch may be processed in micro-batches, each forward and backward, with gradients summed before the
/// step. The workspace is then that of one micro-batch. The cost is that each additional one reads the weights again,
/// and reads and writes their gradient. So a batch is divided only if that is less memory traffic than the values
/// cause.
/// Only for nets that do not mix samples, and whose layers run in micro-batches (plan/execution_plan.hpp).
template <class Net, std::size_t Batch> consteval std::size_t micro_batch() {
  using Run = pass_traits<typename Net::scalar, Batch, 1, true>;
  using Layers = typename Net::layers;
  constexpr const auto& plan = Layers::template plan<Run>;
  std::size_t passes = 1;
  for (const std::size_t count : plan.micro_batches) passes = max_of(passes, count);
  if (!Layers::samplewise || passes == 1) return Batch;
  // Values are written and read once. Weights are read twice, their gradient is read and written.
  const std::size_t of_values = 2 * plan.values.length, of_weights = 4 * (passes - 1) * Layers::parameters;
  if (of_values < of_weights) return Batch;
  using Lanes = typename Run::template with_lanes<Run::max_lanes>;
  return Lanes::samples / passes;
}

}  // namespace sinew::_detail
