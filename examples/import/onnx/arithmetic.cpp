// Add, Sub, Mul, Div, Neg, Sum, Concat: constants become parts of layers, values are joined.

#include <algorithm>
#include <utility>

#include "operators.hpp"

namespace importer {

namespace {

/// The extents of constant i as ONNX broadcasts them: before opset 7, `axis` says where they stand.
Extents broadcast_extents(Node& node, std::size_t i, const Flow& with) {
  Extents extents = node.constant(i).extents;
  if (node.opset() >= 7) return extents;
  const bool broadcasts = node.integer("broadcast", 0) != 0;
  if (!node.has_attribute("axis") || !broadcasts) {
    node.ignore("axis");
    return extents;
  }
  const std::size_t axis = node.axis(node.integer("axis", 0), with.rank());
  if (axis + extents.size() > with.rank()) node.refuse_attribute("axis", "the constant does not fit there");
  extents.insert(extents.end(), with.rank() - axis - extents.size(), 1);
  return extents;
}

void read_binary(Node& node) {
  node.takes(2, 2);
  const std::string op = node.op();
  if (!node.is_constant(0) && !node.is_constant(1)) {
    if (node.opset() < 7) {
      node.ignore("axis");
      node.ignore("broadcast");  // inputs of different extents are refused in any case
    }
    if (op == "Add" && importer::read_sum_of_two(node)) return;
    if (op == "Add") return node.give_sum({node.flow(0), node.flow(1)});
    if (op == "Sub" && importer::read_difference(node)) return;
    if (op == "Sub") return node.give_sum({node.flow(0), node.affine(node.flow(1), {-1}, {}, {})});
    if (op == "Mul" ? importer::read_product(node) : importer::read_quotient(node)) return;
    node.refuse("both inputs depend on the input of the graph; a layer that " +
                std::string(op == "Mul" ? "multiplies" : "divides") + " two values would be needed");
  }
  const std::size_t value = node.is_constant(0) ? 1 : 0, other = 1 - value;
  const Flow& from = node.flow(value);
  Numbers numbers = node.numbers(other);
  const Extents extents = broadcast_extents(node, other, from);
  Numbers scale, shift;
  if (op == "Add") shift = std::move(numbers);
  else if (op == "Mul") scale = std::move(numbers);
  else if (op == "Sub") {
    if (other == 0) scale = Numbers(numbers.size(), [](std::size_t) { return -1.0; });
    else numbers.change([](std::size_t, double number) { return -number; });
    shift = std::move(numbers);
  } else {
    if (other == 0) node.refuse("it divides a constant by a value; a layer that divides would be needed");
    numbers.change([](std::size_t, double number) { return 1 / number; });
    scale = std::move(numbers);
  }
  node.give(node.affine(from, scale, shift, extents));
}

void read_sum(Node& node) {
  node.takes(1, 1'000);
  std::vector<Flow> flows;
  std::vector<std::size_t> constants;
  for (std::size_t i = 0; i < node.inputs(); ++i) {
    if (!node.has(i)) node.refuse("input " + std::to_string(i) + " is left out");
    if (node.is_constant(i)) constants.push_back(i);
    else flows.push_back(node.flow(i));
  }
  for (const std::size_t i : constants) flows[0] = node.affine(flows[0], {}, node.numbers(i), node.constant(i).extents);
  if (flows.size() == 1) node.give(std::move(flows[0]));
  else node.give_sum(flows);
}

/// A constant beside values that depend on the input: the bias of a layer whose weights are 0.
Flow constant_flow(const Node& node, std::size_t input, const Flow& beside) {
  const Constant& constant = node.constant(input);
  const Numbers values = node.numbers(input);
  std::size_t count = values.size();
  Extents shape = constant.extents;
  for (const std::int64_t extent : beside.batch) {
    if (shape.empty()) node.refuse("its constant has no extent that counts samples");
    if (shape[0] != 1 && static_cast<std::int64_t>(shape[0]) == extent) {
      // Alike for all samples, or refused.
      const std::size_t run = count / shape[0];
      for (std::size_t k = run; k < count; ++k)
        if (values[k] != values[k % run])
          node.refuse("its constant differs from sample to sample; each sample would have to be treated alike");
      count = run;
    } else if (shape[0] != 1) node.refuse("its constant has the extents " + text_of(constant.extents));
    shape.erase(shape.begin());
  }
  if (count == 0) node.refuse("its constant has the extents " + text_of(constant.extents));
  Step mean;
  mean.name = "GlobalAvgPool2D";
  mean.place = node.place();
  mean.from = {node.memory_as(beside, {1, beside.size()})};
  mean.shape = {1};
  Step step;
  step.name = "Dense";
  step.arguments = {"1", std::to_string(count)};
  step.place = node.place();
  step.shape = {count};
  step.from = {node.draft().add(std::move(mean))};
  step.tensors.push_back({"weight", {count, 1}, Numbers(count, [](std::size_t) { return 0.0; }), false});
  step.tensors.push_back({"bias", {count}, constant.numbers(count, [](std::size_t k) { return k; }), false});
  node.draft().note(node.place() + " has a constant input, which is the bias of a Dense whose weights are 0");
  return Flow::of(node.draft().add(std::move(step)), beside.batch, std::move(shape));
}

void read_concat(Node& node) {
  node.takes(1, 1'000);
  std::vector<Flow> flows;
  const Flow* first = nullptr;
  for (std::size_t i = 0; i < node.inputs(); ++i) {
    if (!node.has(i)) node.refuse("input " + std::to_string(i) + " is left out");
    if (first == nullptr && !node.is_constant(i)) first = &node.flow(i);
  }
  for (std::size_t i = 0; i < node.inputs(); ++i)
    if (!node.is_constant(i) && node.flow(i).lead != 0)
      node.refuse("extent 1 of its input counts samples; a Transpose that makes it the first would be needed before");
  const std::size_t axis = node.sample_axis(node.integer("axis", 1), *first);
  for (std::size_t i = 0; i < node.inputs(); ++i)
    flows.push_back(node.is_constant(i) ? constant_flow(node, i, *first) : node.flow(i));
  Extents shape = first->shape;
  shape[axis] = 0;
  for (const Flow& flow : flows) {
    if (flow.batch != first->batch || flow.shape.size() != shape.size())
      node.refuse("its inputs differ in rank or in the number of samples");
    for (std::size_t i = 0; i < shape.size(); ++i) {
      if (i == axis) shape[i] += flow.shape[i];
      else if (flow.shape[i] != shape[i])
        node.refuse("its inputs have the extents " + text_of(flows[0].shape) + " and " + text_of(flow.shape) +
                    " per sample, which do not fit along axis " + std::to_string(axis));
    }
  }
  if (flows.size() == 1) return node.give(std::move(flows[0]));
  // The axis first, the others in an order that all have in memory, or else in ONNX's.
  std::vector<std::size_t> front{axis}, back(shape.size());
  for (std::size_t i = 0; i < shape.size(); ++i)
    if (i != axis) front.push_back(i);
  for (std::size_t i = 0; i < front.size(); ++i) back[front[i]] = i;
  Extents turned;
  for (const std::size_t i : front) turned.push_back(shape[i]);
  // Values that stand in memory as height, width within channels have their channels first already.
  Extents rest(turned.begin() + 1, turned.end());
  rest.erase(std::remove(rest.begin(), rest.end(), std::size_t{1}), rest.end());
  Step step;
  step.kind = Step::Kind::concat;
  step.place = node.place();
  step.shape = {shape[axis]};
  step.shape.insert(step.shape.end(), rest.begin(), rest.end());
  for (const Flow& flow : flows) {
    Extents own = rest;
    own.insert(own.begin(), flow.shape[axis]);
    step.from.push_back(node.step_of(node.transpose(flow, front), own));
  }
  node.give(node.transpose(Flow::of(node.draft().add(std::move(step)), flows[0].batch, turned), back));
}

}  // namespace

void Node::give_sum(const std::vector<Flow>& flows) const {
  Step step;
  step.kind = Step::Kind::sum;
  step.place = place();
  Flow result = flows[0];
  bool alike = true;
  for (const Flow& flow : flows) {
    if (flow.batch != result.batch || flow.shape != result.shape || flow.lead != result.lead)
      refuse("its inputs have the extents " + text_of(result.shape) + " and " + text_of(flow.shape) +
             " per sample; equal ones would be needed");
    alike = alike && flow.extents == result.extents && flow.memory == result.memory;
  }
  if (!alike) result = row_major(result);
  step.shape = draft()[result.step].shape;
  for (const Flow& flow : flows) step.from.push_back(alike ? memory_as(flow, step.shape) : step_of(flow, step.shape));
  result.step = draft().add(std::move(step));
  give(std::move(result));
}

bool read_arithmetic(Node& node) {
  const std::string& op = node.op();
  if (op == "Add" || op == "Sub" || op == "Mul" || op == "Div") read_binary(node);
  else if (op == "Sum") read_sum(node);
  else if (op == "Concat") read_concat(node);
  else if (op == "Neg") {
    node.takes(1, 1);
    node.give(node.affine(node.flow(0), {-1}, {}, {}));
  } else return false;
  return true;
}

}  // namespace importer
