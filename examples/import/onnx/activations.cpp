// Functions of one value, and Softmax.

#include <cmath>
#include <optional>
#include <utility>

#include "operators.hpp"
#include "ratio.hpp"

namespace importer {

namespace {

void read_softmax(Node& node, const char* name) {
  node.takes(1, 1);
  const Flow& from = node.flow(0);
  const bool flattens = node.opset() < 13;  // then all extents from the axis on count as one
  const std::int64_t given = node.integer("axis", flattens ? 1 : -1);
  const std::size_t axis = node.sample_axis(given, from);
  std::size_t values = from.shape[axis];
  if (const std::size_t steps = node.steps_of(from); steps > 0 && axis == 1 && values > 1) {  // of each step
    Step step;
    step.kind = Step::Kind::activation;
    step.rowwise = true;
    step.name = name;
    step.place = node.place();
    step.unrolled = steps;
    step.shape = from.shape;
    step.from = {node.step_of(from, from.shape)};
    Flow result = from;
    result.step = node.draft().add(std::move(step));
    return node.give(std::move(result));
  }
  if (flattens)
    for (std::size_t i = axis + 1; i < from.shape.size(); ++i) values *= from.shape[i];
  if (values == 1) node.refuse("it is over a single value, so its output is always the same");
  Step step;
  step.kind = Step::Kind::activation;
  step.rowwise = true;
  step.name = name;
  step.place = node.place();
  if (values != from.size()) {  // of each of several rows
    const std::size_t rows = from.size() / values;
    std::vector<std::size_t> order, back(from.shape.size());
    for (std::size_t i = 0; i < from.shape.size(); ++i)
      if (i != axis || flattens) order.push_back(i);
    if (!flattens) order.push_back(axis);
    for (std::size_t i = 0; i < order.size(); ++i) back[order[i]] = i;
    const Flow turned = node.transpose(from, order);
    step.unrolled = rows;
    step.shape = {rows, values};
    step.from = {node.step_of(turned, step.shape)};
    return node.give(node.transpose(Flow::of(node.draft().add(std::move(step)), from.batch, turned.shape), back));
  }
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
void read_parametric(Node& node, const char* name, const char* attribute, double otherwise, const char* usual) {
  node.takes(1, 1);
  const std::string ratio = positive_ratio(node, attribute, otherwise);
  node.give(node.activate(node.flow(0), ratio == usual ? name : std::string(name) + "With<" + ratio + ">"));
}

void read_gelu(Node& node) {
  node.takes(1, 1);
  const std::string form = node.text("approximate", "none");
  if (form != "none" && form != "tanh") node.refuse_attribute("approximate", "\"none\" or \"tanh\" would be needed");
  node.give(node.activate(node.flow(0), form == "none" ? "GELU" : "GELUTanh"));
}

/// gamma·x for x > 0, else gamma·alpha·(e^x − 1).
void read_selu(Node& node) {
  node.takes(1, 1);
  constexpr double usual_alpha = 1.6732632423543772, usual_gamma = 1.0507009873554805;
  const double alpha = node.real("alpha", usual_alpha), gamma = node.real("gamma", usual_gamma);
  if (std::fabs(alpha - usual_alpha) < 1e-5 && std::fabs(gamma - usual_gamma) < 1e-5)
    return node.give(node.activate(node.flow(0), "SELU"));
  const std::string ratio = positive_ratio(node, "alpha", usual_alpha);
  node.give(node.affine(node.activate(node.flow(0), ratio == "Ratio<1, 1>" ? "ELU" : "ELUWith<" + ratio + ">"), {gamma},
                        {}, {}));
}

void give_clipped(const Node& node, const Flow& from, double least, double most) {
  constexpr double unbounded = 3.4e38;  // the largest float, as exporters write it
  const bool below = least > -unbounded, above = most < unbounded;
  if (std::isnan(least) || std::isnan(most) || (below && above && !(least < most)))
    node.refuse("its bounds are " + std::to_string(least) + " and " + std::to_string(most) +
                "; a lower and a higher one would be needed");
  if (!below && !above) return node.give(Flow(from));
  if (below && above) {
    if (least == 0 && most == 6) return node.give(node.activate(from, "ReLU6"));
    if (least == -1 && most == 1) return node.give(node.activate(from, "HardTanh"));
    return node.give(node.activate(from, "HardTanhWith<" + importer::ratio_of(node, least, "min") + ", " +
                                             importer::ratio_of(node, most, "max") + ">"));
  }
  // The second bound of a value that has one.
  if (const std::optional<Bound> first = importer::bound_of(node.draft(), from.step);
      first && first->lower == above && (below ? least < first->number : first->number < most)) {
    Flow whole = from;
    whole.step = first->x;
    return give_clipped(node, whole, below ? least : first->number, below ? first->number : most);
  }
  // max(x, least) = ReLU(x − least) + least; min(x, most) = most − ReLU(most − x). The differences lose digits of x
  // below those of the bound.
  const double bound = below ? least : most, sign = below ? 1 : -1;
  if (std::fabs(bound) > 32)
    node.refuse("its only bound is " + std::to_string(bound) + "; two bounds, or one from -32 to 32, would be needed");
  const Flow moved = node.affine(from, {sign}, {-sign * bound}, {});
  node.give(node.affine(node.activate(moved, "ReLU"), {sign}, {bound}, {}));
}
void read_clip(Node& node) {
  double least = -INFINITY, most = INFINITY;
  if (node.opset() < 11) {
    node.takes(1, 1);
    if (node.has_attribute("min")) least = node.real("min", 0);
    if (node.has_attribute("max")) most = node.real("max", 0);
  } else {
    node.takes(1, 3);
    for (const std::size_t i : {std::size_t{1}, std::size_t{2}})
      if (node.has(i)) {
        const Numbers given = node.numbers(i);
        if (given.size() != 1) node.refuse("input " + std::to_string(i) + " is no single number");
        (i == 1 ? least : most) = given[0];
      }
  }
  give_clipped(node, node.flow(0), least, most);
}

/// The larger or smaller of a value and a number; and max(x, slope·x).
void read_bound(Node& node) {
  node.takes(2, 2);
  const bool maximum = node.op() == "Max";
  for (const std::size_t which : {std::size_t{0}, std::size_t{1}}) {
    if (node.is_constant(which)) continue;
    const Flow& x = node.flow(which);
    if (node.is_constant(1 - which)) {
      const Numbers bound = node.numbers(1 - which);
      if (bound.size() != 1 || node.constant(1 - which).extents.size() > x.rank())
        node.refuse("its constant has the extents " + text_of(node.constant(1 - which).extents) +
                    "; a single number would be needed");
      return give_clipped(node, x, maximum ? bound[0] : -INFINITY, maximum ? INFINITY : bound[0]);
    }
    const std::optional<double> slope = importer::multiple_of(node, x, node.flow(1 - which));
    if (maximum && slope && *slope > 0 && *slope < 1)
      return node.give(importer::activate_with(node, x, "LeakyReLU", *slope, "Ratio<1, 100>"));
  }
  node.refuse("both inputs depend on the input of the graph; a layer that takes the " +
              std::string(maximum ? "larger" : "smaller") + " of two values would be needed");
}

/// max(0, min(1, alpha·x + beta)); sinew's slope is 1/6.
void read_hard_sigmoid(Node& node) {
  node.takes(1, 1);
  const double alpha = node.real("alpha", 0.2f), beta = node.real("beta", 0.5);
  const double slope = static_cast<float>(alpha) == static_cast<float>(1.0 / 6) ? 1 : alpha * 6;
  node.give(node.activate(node.affine(node.flow(0), {slope}, {beta * 6 - 3}, {}), "HardSigmoid"));
}

/// x for x > 0, else slope·x. Where the slopes are neither one nor one per channel: max(x, 0) − slope·max(−x, 0).
void read_prelu(Node& node) {
  node.takes(2, 2);
  const Flow& from = node.flow(0);
  Numbers slope = node.numbers(1);
  Extents extents = node.constant(1).extents;
  if (node.opset() < 7 && slope.size() > 1)  // one per channel
    extents.insert(extents.end(), from.shape.empty() ? 0 : from.shape.size() - 1, 1);
  Extents given = extents, per_channel(from.shape.size(), 1);
  if (!per_channel.empty()) per_channel[0] = from.shape[0];
  while (given.size() > per_channel.size() && given.front() == 1) given.erase(given.begin());
  if (slope.size() == 1 || given == per_channel) {
    Step step;
    step.name = "PReLU";
    step.arguments.emplace_back(slope.size() == 1 ? "" : "PerChannel");
    const std::size_t count = slope.size();
    step.tensors.push_back({"weight", {count}, std::move(slope), false});
    return node.give(node.layer(from, std::move(step), from.shape, from.shape));
  }
  slope.change([](std::size_t, double s) { return -s; });
  const Flow below = node.activate(node.affine(from, {-1}, {}, {}), "ReLU");
  node.draft().note(node.place() + " is a sum of two ReLUs, the second one with a weight per slope");
  node.give_sum({node.activate(from, "ReLU"), node.affine(below, slope, {}, extents)});
}

/// 0 for |x| ≤ lambd, else x without bias: HardShrink for a bias of 0, SoftShrink for one of lambd.
void read_shrink(Node& node) {
  node.takes(1, 1);
  const double bias = node.real("bias", 0), limit = node.real("lambd", 0.5);
  if (bias != 0 && bias != limit) node.refuse_attribute("bias", "0 or the number of lambd would be needed");
  const std::string ratio = positive_ratio(node, "lambd", 0.5), name = bias == 0 ? "HardShrink" : "SoftShrink";
  node.give(node.activate(node.flow(0), ratio == "Ratio<1, 2>" ? name : name + "With<" + ratio + ">"));
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
  else if (op == "Softsign") plain("Softsign");
  else if (op == "Mish") plain("Mish");
  else if (op == "HardSwish") plain("HardSwish");
  else if (op == "LeakyRelu") {
    if (node.real("alpha", 0.01) == 0) plain("ReLU");
    else read_parametric(node, "LeakyReLU", "alpha", 0.01, "Ratio<1, 100>");
  } else if (op == "Elu") read_parametric(node, "ELU", "alpha", 1, "Ratio<1, 1>");
  else if (op == "Celu") read_parametric(node, "CELU", "alpha", 1, "Ratio<1, 1>");
  else if (op == "Selu") read_selu(node);
  else if (op == "Gelu") read_gelu(node);
  else if (op == "Shrink") read_shrink(node);
  else if (op == "HardSigmoid") read_hard_sigmoid(node);
  else if (op == "Clip") read_clip(node);
  else if (op == "PRelu") read_prelu(node);
  else if (op == "Softmax") read_softmax(node, "Softmax");
  else if (op == "LogSoftmax") read_softmax(node, "LogSoftmax");
  else if (op == "Max" || op == "Min") read_bound(node);
  else return false;
  return true;
}

}  // namespace importer
