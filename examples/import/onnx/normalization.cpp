// BatchNormalization, InstanceNormalization, GroupNormalization, LayerNormalization.

#include <algorithm>
#include <cmath>
#include <utility>

#include "operators.hpp"
#include "ratio.hpp"

namespace importer {

namespace {

/// The option Epsilon, unless it is sinew's own.
void put_epsilon(const Node& node, Step& step, double epsilon) {
  if (!(epsilon > 0 && epsilon < 1))
    node.refuse("its epsilon is " + std::to_string(epsilon) + "; a number between 0 and 1 would be needed");
  const std::string ratio = importer::ratio_of(node, epsilon, "epsilon");
  if (ratio != "Ratio<1, 100000>") step.arguments.push_back("Epsilon<" + ratio + ">");
}

void add_epsilon(Node& node, Step& step, double otherwise) { put_epsilon(node, step, node.real("epsilon", otherwise)); }

/// A tensor of a constant that has as many values as the extents.
Tensor tensor_of(const Node& node, std::size_t input, const char* name, const Extents& extents, bool buffer = false) {
  Numbers values = node.numbers(input);
  if (values.size() != product(extents))
    node.refuse("input " + std::to_string(input) + " has " + std::to_string(values.size()) + " values; " +
                std::to_string(product(extents)) + " would be needed");
  return {name, extents, std::move(values), buffer};
}

void read_batch_normalization(Node& node) {
  node.takes(5, 5);
  const Flow& from = node.flow(0);
  node.needs_one_batch_extent(from);
  if (node.opset() < 7) node.must_be("is_test", 1, 0);
  // Before opset 14, the number of outputs says which mode it is; later files say it by training_mode.
  if (node.opset() < 14 && node.outputs() > 1)
    node.refuse(
        "it has " + std::to_string(node.outputs()) +
        " outputs, which means training: it would normalize by the statistics of the batch; a model exported for "
        "inference, with one output, would be needed");
  if (node.opset() < 9) node.must_be("spatial", 1, 1);
  node.must_be("training_mode", 0, 0);
  if (from.shape.empty()) node.refuse("a sample of its input has no channels");
  const std::size_t channels = from.shape[0];
  Step step;
  step.name = "BatchNorm";
  step.linear = Step::Linear::normalization;
  add_epsilon(node, step, 1e-5f);
  const double momentum = node.real("momentum", 0.9f);
  if (!(momentum >= 0 && momentum <= 1)) node.refuse_attribute("momentum", "a number from 0 to 1 would be needed");
  // The share that a batch replaces, in as few digits as the attribute has.
  const double replaced = std::round((1 - momentum) * 1e6) / 1e6;
  const std::string ratio = importer::ratio_of(node, replaced, "attribute momentum");
  if (ratio != "Ratio<1, 10>") step.arguments.push_back("RunningMomentum<" + ratio + ">");
  if (step.arguments.empty()) step.arguments.emplace_back();
  step.tensors.push_back(tensor_of(node, 1, "weight", {channels}));
  step.tensors.push_back(tensor_of(node, 2, "bias", {channels}));
  step.tensors.push_back(tensor_of(node, 3, "running_mean", {channels}, true));
  step.tensors.push_back(tensor_of(node, 4, "running_var", {channels}, true));
  const Numbers variances = node.numbers(4);
  for (std::size_t c = 0; c < channels; ++c)
    if (!(variances[c] >= 0)) node.refuse("a variance is " + std::to_string(variances[c]));
  node.give(node.layer(from, std::move(step), from.shape, from.shape));
}

void read_instance_normalization(Node& node) {
  node.takes(3, 3);
  const Flow& from = node.flow(0);
  node.needs_one_batch_extent(from);
  if (from.shape.empty() || from.size() == from.shape[0])
    node.refuse("its channels have a single value each, of which nothing would be left");
  Step step;
  step.name = "InstanceNorm";
  step.linear = Step::Linear::normalization;
  add_epsilon(node, step, 1e-5f);
  if (step.arguments.empty()) step.arguments.emplace_back();
  step.tensors.push_back(tensor_of(node, 1, "weight", {from.shape[0]}));
  step.tensors.push_back(tensor_of(node, 2, "bias", {from.shape[0]}));
  node.give(node.layer(from, std::move(step), from.shape, from.shape));
}

void read_group_normalization(Node& node) {
  node.takes(3, 3);
  const Flow& from = node.flow(0);
  node.needs_one_batch_extent(from);
  node.must_be("stash_type", 1, 1);
  const std::int64_t given = node.integer("num_groups", 0);
  if (from.shape.empty() || given < 1 || static_cast<std::uint64_t>(given) > from.shape[0] ||
      from.shape[0] % static_cast<std::size_t>(given) != 0)
    node.refuse_attribute("num_groups", "a divisor of the number of channels would be needed");
  const auto groups = static_cast<std::size_t>(given);
  const std::size_t channels = from.shape[0];
  if (from.size() == groups) node.refuse("its groups have a single value each, of which nothing would be left");
  Step step;
  step.name = "GroupNorm";
  step.linear = Step::Linear::normalization;
  step.arguments.push_back(std::to_string(groups));
  add_epsilon(node, step, 1e-5f);
  for (const std::size_t input : {std::size_t{1}, std::size_t{2}}) {
    Numbers values = node.numbers(input);
    if (node.opset() < 21 && values.size() == groups) {  // then the groups have them, not the channels
      node.graph().take_room(node.place(), channels);
      const std::size_t shared = channels / groups;
      values = node.constant(input).numbers(channels, [shared](std::size_t c) { return c / shared; });
    }
    if (values.size() != channels)
      node.refuse("input " + std::to_string(input) + " has " + std::to_string(values.size()) + " values; " +
                  std::to_string(channels) + " would be needed");
    step.tensors.push_back({input == 1 ? "weight" : "bias", {channels}, std::move(values), false});
  }
  node.give(node.layer(from, std::move(step), from.shape, from.shape));
}

void read_layer_normalization(Node& node) {
  node.takes(2, 3);
  const Flow& from = node.flow(0);
  node.must_be("stash_type", 1, 1);
  const std::size_t axis = node.sample_axis(node.integer("axis", -1), from);
  const Extents normalized(from.shape.begin() + static_cast<std::ptrdiff_t>(axis), from.shape.end());
  const std::size_t values = product(normalized);
  const Numbers gain = node.numbers(1), shift = node.has(2) ? node.numbers(2) : Numbers();
  const std::size_t shifts = node.has(2) ? shift.size() : gain.size();
  if (gain.size() != values || shifts != values)
    node.refuse("its scale and bias have " + std::to_string(gain.size()) + " and " + std::to_string(shifts) +
                " values; " + std::to_string(values) + " would be needed");
  const Flow normal = importer::normalize(node, from, axis, node.real("epsilon", 1e-5f));
  node.give(node.affine(normal, gain, shift, normalized));
}

}  // namespace

Flow normalize(const Node& node, const Flow& from, std::size_t axis, double epsilon) {
  const Extents normalized(from.shape.begin() + static_cast<std::ptrdiff_t>(axis), from.shape.end());
  const std::size_t values = product(normalized), rows = from.size() / values;
  if (values == 1) node.refuse("it normalizes single values, of which nothing would be left");
  Step step;
  step.name = rows == 1 ? "LayerNorm" : "InstanceNorm";
  put_epsilon(node, step, epsilon);
  if (rows > 1) {  // each row by itself
    step.arguments.emplace_back("NoAffine");
    return node.reshape(node.layer(from, std::move(step), {rows, values}, {rows, values}), from.shape);
  }
  if (step.arguments.empty()) step.arguments.emplace_back();
  step.linear = Step::Linear::normalization;
  step.tensors.push_back(node.filled("weight", from.shape, 1));
  step.tensors.push_back(node.filled("bias", from.shape, 0));
  return node.layer(from, std::move(step), from.shape, from.shape);
}

Flow normalize(const Node& node, const Flow& from, const std::vector<std::size_t>& axes, double epsilon) {
  // They become the last ones.
  std::vector<std::size_t> order, back(from.shape.size());
  for (std::size_t i = 0; i < from.shape.size(); ++i)
    if (std::find(axes.begin(), axes.end(), i) == axes.end()) order.push_back(i);
  const std::size_t first = order.size();
  order.insert(order.end(), axes.begin(), axes.end());
  for (std::size_t i = 0; i < order.size(); ++i) back[order[i]] = i;
  return node.transpose(importer::normalize(node, node.transpose(from, order), first, epsilon), back);
}

bool read_normalization(Node& node) {
  const std::string& op = node.op();
  if (op == "BatchNormalization") read_batch_normalization(node);
  else if (op == "InstanceNormalization") read_instance_normalization(node);
  else if (op == "GroupNormalization") read_group_normalization(node);
  else if (op == "LayerNormalization") read_layer_normalization(node);
  else return false;
  return true;
}

}  // namespace importer
