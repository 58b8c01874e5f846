// Functions of one value; Softmax; and the products that exporters write in place of a function.

#include <cmath>
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
  if (values != from.size())
    node.refuse("axis is " + std::to_string(given) + ", along which a sample of " + text_of(from.shape) +
                " has several runs of values; a " + name + " over parts of a sample would be needed");
  if (values == 1) node.refuse("it is over a single value, so its output is always the same");
  Step step;
  step.kind = Step::Kind::activation;
  step.rowwise = true;
  step.name = name;
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

void give_clipped(const Node& node, double least, double most) {
  const Flow& from = node.flow(0);
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
  give_clipped(node, least, most);
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

/// outer·f(inner·x + offset) + shift, where all four are single numbers and x is the step `base`: `stop`, if that is
/// one of the steps on the way, or the first one that is no multiple and no sum with a number.
struct Composed {
  std::string f;
  std::size_t base = 0;
  double inner = 1, offset = 0, outer = 1, shift = 0;
};
bool is_scalar(const Step& step) { return step.kind == Step::Kind::affine && step.scale.size() == 1; }
Composed composed(const Draft& draft, std::size_t at, std::size_t stop) {
  Composed result;
  if (is_scalar(draft[at])) {
    result.outer = draft[at].scale[0];
    result.shift = draft[at].shift[0];
    at = draft[at].from[0];
  }
  if (draft[at].kind == Step::Kind::activation) {
    result.f = draft[at].name;
    at = draft[at].from[0];
    // One after the other: x·inner, then + offset.
    while (at != stop && is_scalar(draft[at])) {
      result.offset += result.inner * draft[at].shift[0];
      result.inner *= draft[at].scale[0];
      at = draft[at].from[0];
    }
  }
  result.base = at;
  return result;
}
bool close(double a, double b) { return std::fabs(a - b) <= 1e-6 * std::fabs(b); }

bool alike(const Flow& a, const Flow& b) {
  return a.extents == b.extents && a.memory == b.memory && a.shape == b.shape && a.batch == b.batch && a.lead == b.lead;
}

/// Whether a mean is one of values that ONNX sees as it sees x, of whatever step.
bool is_of(const Mean& mean, const Flow& x) {
  return mean.shape == x.shape && mean.extents == x.extents && mean.memory == x.memory;
}
/// Whether `kept` has the values of a mean in their order, and extents of 1 in place of those that it is over: then
/// each of them meets the values of x that it is the mean of.
bool is_kept(const Flow& kept, const Mean& mean, const Flow& x) {
  Extents shape = mean.shape;
  for (const std::size_t axis : mean.axes) shape[axis] = 1;
  return kept.is_row_major() && kept.shape == shape && kept.batch == x.batch && kept.lead == x.lead;
}

}  // namespace

Flow incomplete(const Node& node, const Flow& from, const char* name, std::shared_ptr<const Mean> mean) {
  Step step;
  step.kind = Step::Kind::activation;
  step.is_incomplete = true;
  step.name = name;
  step.from = {from.step};
  step.place = node.place();
  step.shape = node.draft()[from.step].shape;
  step.mean = std::move(mean);
  Flow result = from;
  result.step = node.draft().add(std::move(step));
  return result;
}

/// x − mean(x), the first part of a LayerNorm that is written as a formula.
bool read_difference(Node& node) {
  const Flow &x = node.flow(0), &mean = node.flow(1);
  const Step& step = node.draft()[mean.step];
  if (step.kind != Step::Kind::layer || !step.mean || step.mean->step != x.step || !is_of(*step.mean, x) ||
      !is_kept(mean, *step.mean, x))
    return false;
  node.give(importer::incomplete(node, x, "Centred", step.mean));
  return true;
}

namespace {

/// factor·x·f(x), where x is the step `base` in the order of the flow, and f(x) the step `other`.
bool read_factors(const Node& node, Flow x, std::size_t base, double factor, std::size_t other) {
  const Draft& draft = node.draft();
  const Composed f = composed(draft, other, base);
  if (f.f.empty()) return false;
  x.step = base;
  const auto give = [&](const char* name, double scale) {
    const Flow result = node.activate(x, name);
    node.give(close(scale, 1) ? result : node.affine(result, {scale}, {}, {}));
    return true;
  };
  const bool plain = f.inner == 1 && f.offset == 0;
  const Step& inner = draft[f.base];
  if (f.f == "Tanh" && plain && f.shift == 0 && inner.kind == Step::Kind::activation && inner.name == "Softplus" &&
      inner.from[0] == base)
    return give("Mish", f.outer * factor);
  if (base != f.base) return false;
  if (f.f == "Sigmoid" && plain && f.shift == 0) return give("SiLU", f.outer * factor);
  if (f.f == "HardSigmoid" && plain && f.shift == 0) return give("HardSwish", f.outer * factor);
  if (f.f == "ReLU6" && f.inner == 1 && f.offset == 3 && f.shift == 0) return give("HardSwish", f.outer * 6 * factor);
  if (f.f == "Erf" && close(f.inner, std::sqrt(0.5)) && f.offset == 0 && close(f.outer, f.shift))
    return give("GELU", 2 * f.outer * factor);
  return false;
}

}  // namespace

/// x·f(x) for the f that exporters write so: SiLU, HardSwish, GELU, Mish.
bool read_product(Node& node) {
  const Draft& draft = node.draft();
  if (node.flow(0).step == node.flow(1).step && alike(node.flow(0), node.flow(1)) &&
      draft[node.flow(0).step].name == "Centred") {
    node.give(importer::incomplete(node, node.flow(0), "Square"));
    return true;
  }
  if (!alike(node.flow(0), node.flow(1))) return false;
  for (const std::size_t which : {std::size_t{0}, std::size_t{1}}) {
    const Flow &x = node.flow(which), &other = node.flow(1 - which);
    if (read_factors(node, x, x.step, 1, other.step)) return true;
    // The other factor may be a multiple of x.
    const Step& scaled = draft[x.step];
    if (is_scalar(scaled) && scaled.shift[0] == 0 && read_factors(node, x, scaled.from[0], scaled.scale[0], other.step))
      return true;
  }
  return false;
}
/// x / (1 + |x|), or the last part of a LayerNorm: (x − mean) / √(mean of its square + ε).
bool read_quotient(Node& node) {
  const Flow &x = node.flow(0), &other = node.flow(1);
  const Draft& draft = node.draft();
  if (draft[x.step].name == "Centred" && draft[other.step].name == "Sqrt") {
    const Step& sum = draft[draft[other.step].from[0]];
    if (!is_scalar(sum) || sum.scale[0] != 1) return false;
    const Step& variance = draft[sum.from[0]];
    if (variance.kind != Step::Kind::layer || !variance.mean) return false;
    const Mean &centre = *draft[x.step].mean, &mean = *variance.mean;
    const Step& square = draft[mean.step];
    // Both means are over the same axes of the same values, and nothing has moved these in between.
    if (square.name != "Square" || square.from[0] != x.step || !is_of(mean, x) || !is_of(centre, x) ||
        centre.axes != mean.axes || !is_kept(other, mean, x))
      return false;
    Flow from = x;
    from.step = draft[x.step].from[0];
    node.give(importer::normalize(node, from, mean.axes, sum.shift[0]));
    return true;
  }
  const Composed f = composed(draft, other.step, x.step);
  if (f.f != "Abs" || f.base != x.step || f.inner != 1 || f.offset != 0 || f.outer != 1 || f.shift != 1 ||
      !alike(x, other))
    return false;
  node.give(node.activate(x, "Softsign"));
  return true;
}

/// xᵏ: 1, or the square within a LayerNorm.
void read_power(Node& node) {
  node.takes(2, 2);
  const Numbers exponent = node.numbers(1);
  const Flow& from = node.flow(0);
  if (exponent.size() == 1 && exponent[0] == 1) return node.give(Flow(from));
  if (exponent.size() != 1 || exponent[0] != 2 || node.draft()[from.step].name != "Centred")
    node.refuse("there is no layer for this operator");
  node.give(importer::incomplete(node, from, "Square"));
}

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
  else if (op == "Pow") read_power(node);
  else if (op == "Erf" || op == "Abs" || op == "Sqrt") {
    node.takes(1, 1);
    node.give(importer::incomplete(node, node.flow(0), op == "Erf" ? "Erf" : op == "Abs" ? "Abs" : "Sqrt"));
  } else return false;
  return true;
}

}  // namespace importer
