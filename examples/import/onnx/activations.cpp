// Functions of one value, and Softmax.

#include <utility>

#include "operators.hpp"
#include "ratio.hpp"

namespace importer {

namespace {

void read_softmax(Node& node) {
  node.takes(1, 1);
  const Flow& from = node.flow(0);
  const bool flattens = node.opset() < 13;  // then all extents from the axis on count as one
  const std::int64_t given = node.integer("axis", flattens ? 1 : -1);
  const std::size_t axis = node.sample_axis(given, from);
  std::size_t values = from.shape[axis];
  if (flattens)
    for (std::size_t i = axis + 1; i < from.shape.size(); ++i) values *= from.shape[i];
  if (values != from.size())
    node.refuse("axis is " + std::to_string(given) + ", along which a sample of " + text_of(from.shape) +
                " has several runs of values; a Softmax over parts of a sample would be needed");
  if (values == 1) node.refuse("it is the Softmax of a single value, which is always 1");
  Step step;
  step.kind = Step::Kind::activation;
  step.rowwise = true;
  step.name = "Softmax";
  step.place = node.place();
  step.shape = {values};
  step.from = {node.memory_as(from, {values})};
  Flow result = from;
  result.step = node.draft().add(std::move(step));
  node.give(std::move(result));
}

/// Refuses what is not above 0.
std::string positive_ratio(Node& node, const std::string& name, double otherwise) {
  const double value = node.real(name, otherwise);
  if (!(value > 0)) node.refuse_attribute(name, "a number above 0 would be needed");
  return importer::ratio_of(node, value, "attribute " + name);
}

void read_leaky_relu(Node& node) {
  node.takes(1, 1);
  const std::string slope = positive_ratio(node, "alpha", 0.01);
  node.give(node.activate(node.flow(0), slope == "Ratio<1, 100>" ? "LeakyReLU" : "LeakyReLUWith<" + slope + ">"));
}
void read_elu(Node& node) {
  node.takes(1, 1);
  const std::string alpha = positive_ratio(node, "alpha", 1);
  node.give(node.activate(node.flow(0), alpha == "Ratio<1, 1>" ? "ELU" : "ELUWith<" + alpha + ">"));
}
void read_gelu(Node& node) {
  node.takes(1, 1);
  if (node.text("approximate", "none") != "none")
    node.refuse_attribute("approximate", "\"none\" would be needed: sinew's GELU is the exact one");
  node.give(node.activate(node.flow(0), "GELU"));
}
/// max(0, min(1, alpha·x + beta)); sinew's slope is 1/6.
void read_hard_sigmoid(Node& node) {
  node.takes(1, 1);
  const double alpha = node.real("alpha", 0.2f), beta = node.real("beta", 0.5);
  node.give(node.activate(node.affine(node.flow(0), {alpha * 6}, {beta * 6 - 3}, {}), "HardSigmoid"));
}

}  // namespace

bool read_activation(Node& node) {
  const std::string& op = node.op();
  const auto plain = [&](const char* name) {
    node.takes(1, 1);
    node.give(node.activate(node.flow(0), name));
  };
  if (op == "Relu") plain("ReLU");
  else if (op == "Sigmoid") plain("Sigmoid");
  else if (op == "Tanh") plain("Tanh");
  else if (op == "Softplus") plain("Softplus");
  else if (op == "LeakyRelu") read_leaky_relu(node);
  else if (op == "Elu") read_elu(node);
  else if (op == "Gelu") read_gelu(node);
  else if (op == "HardSigmoid") read_hard_sigmoid(node);
  else if (op == "Softmax") read_softmax(node);
  else return false;
  return true;
}

}  // namespace importer
