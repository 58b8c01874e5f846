// Add, Sub, Mul, Div, Neg, Sum, Concat: constants become parts of layers, values are joined.

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

void give_sum(const Node& node, const std::vector<Flow>& flows) {
  Step step;
  step.kind = Step::Kind::sum;
  step.place = node.place();
  Flow result = flows[0];
  bool alike = true;
  for (const Flow& flow : flows) {
    if (flow.batch != result.batch || flow.shape != result.shape)
      node.refuse("its inputs have the extents " + text_of(result.shape) + " and " + text_of(flow.shape) +
                  " per sample; equal ones would be needed");
    alike = alike && flow.extents == result.extents && flow.memory == result.memory;
  }
  if (!alike) result = node.row_major(result);
  step.shape = node.draft()[result.step].shape;
  for (const Flow& flow : flows)
    step.from.push_back(alike ? node.memory_as(flow, step.shape) : node.step_of(flow, step.shape));
  result.step = node.draft().add(std::move(step));
  node.give(std::move(result));
}

void read_binary(Node& node) {
  node.takes(2, 2);
  const std::string op = node.op();
  if (!node.is_constant(0) && !node.is_constant(1)) {
    if (node.opset() < 7) node.must_be("broadcast", 0, 0);
    if (op == "Add") return give_sum(node, {node.flow(0), node.flow(1)});
    if (op == "Sub") return give_sum(node, {node.flow(0), node.affine(node.flow(1), {-1}, {}, {})});
    node.refuse(
        "both inputs depend on the input of the graph; a layer that multiplies or divides two values would be needed");
  }
  const std::size_t value = node.is_constant(0) ? 1 : 0, other = 1 - value;
  const Flow& from = node.flow(value);
  std::vector<double> numbers = node.numbers(other);
  const Extents extents = importer::broadcast_extents(node, other, from);
  std::vector<double> scale, shift;
  if (op == "Add") shift = std::move(numbers);
  else if (op == "Mul") scale = std::move(numbers);
  else if (op == "Sub") {
    shift = std::move(numbers);
    if (other == 0) scale.assign(shift.size(), -1);
    else
      for (double& number : shift) number = -number;
  } else {
    if (other == 0) node.refuse("it divides a constant by a value; a layer that divides would be needed");
    for (double& number : numbers) number = 1 / number;
    scale = std::move(numbers);
  }
  node.give(node.affine(from, scale, shift, extents));
}

void read_sum(Node& node) {
  node.takes(1, 1'000);
  std::vector<Flow> flows;
  std::vector<std::size_t> constants;
  for (std::size_t i = 0; i < node.inputs(); ++i) {
    if (node.is_constant(i)) constants.push_back(i);
    else flows.push_back(node.flow(i));
  }
  for (const std::size_t i : constants) flows[0] = node.affine(flows[0], {}, node.numbers(i), node.constant(i).extents);
  if (flows.size() == 1) node.give(std::move(flows[0]));
  else give_sum(node, flows);
}

}  // namespace

bool read_arithmetic(Node& node) {
  const std::string& op = node.op();
  if (op == "Add" || op == "Sub" || op == "Mul" || op == "Div") read_binary(node);
  else if (op == "Sum") read_sum(node);
  else if (op == "Neg") {
    node.takes(1, 1);
    node.give(node.affine(node.flow(0), {-1}, {}, {}));
  } else return false;
  return true;
}

}  // namespace importer
