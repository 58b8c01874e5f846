// Functions that exporters write as formulas: products, quotients, sums and choices of values that are one layer.
// A part that is no layer alone is a step that is incomplete, and refused if it is left over.

#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "operators.hpp"
#include "ratio.hpp"

namespace importer {

namespace {

/// outer·f(inner·x + offset) + shift, where all four are single numbers. x is the step `base`: `stop`, if that is one
/// of the steps on the way, or the first one that is no multiple and no sum with a number.
struct Composed {
  std::string f;
  std::size_t base = 0;
  double inner = 1, offset = 0, outer = 1, shift = 0;
};
constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

bool is_scalar(const Step& step) { return step.kind == Step::Kind::affine && step.scale.size() == 1; }
/// Whether the step is a·x + b of step x.
bool is_affine_of(const Step& step, std::size_t x, double a, double b) {
  return is_scalar(step) && step.from[0] == x && step.scale[0] == a && step.shift[0] == b;
}
/// Whether the step is f of each value, or f of step x.
bool is_function(const Step& step, const char* f) { return step.kind == Step::Kind::activation && step.name == f; }
bool is_function(const Step& step, const char* f, std::size_t x) { return is_function(step, f) && step.from[0] == x; }

Composed composed(const Draft& draft, std::size_t at, std::size_t stop = nowhere) {
  Composed result;
  // One after the other: x·inner, then + offset.
  const auto walk = [&](double& scale, double& shift) {
    for (; at != stop && is_scalar(draft[at]); at = draft[at].from[0]) {
      shift += scale * draft[at].shift[0];
      scale *= draft[at].scale[0];
    }
  };
  walk(result.outer, result.shift);
  if (at != stop && draft[at].kind == Step::Kind::activation && draft[at].from.size() == 1) {
    result.f = draft[at].name;
    at = draft[at].from[0];
    walk(result.inner, result.offset);
  }
  result.base = at;
  return result;
}
bool close(double a, double b) { return std::fabs(a - b) <= 1e-6 * std::fabs(b); }

/// The coefficients of 1, x, x² and x³ in a step that is such a sum of the step x. It looks at few steps.
using Polynomial = std::array<double, 4>;
std::optional<Polynomial> polynomial(const Draft& draft, std::size_t at, std::size_t x, int& steps) {
  if (at == x) return Polynomial{0, 1, 0, 0};
  if (--steps < 0) return std::nullopt;
  const Step& step = draft[at];
  const bool multiplies = step.incomplete != nullptr && step.from.size() == 2 && step.kind == Step::Kind::activation;
  if (!is_scalar(step) && step.kind != Step::Kind::sum && !multiplies) return std::nullopt;
  std::optional<Polynomial> result;
  for (const std::size_t from : step.from) {
    const std::optional<Polynomial> next = polynomial(draft, from, x, steps);
    if (!next) return std::nullopt;
    if (!result) {
      result = next;
      continue;
    }
    Polynomial both{};
    for (std::size_t i = 0; i < both.size(); ++i)
      if (!multiplies) both[i] = (*result)[i] + (*next)[i];
      else
        for (std::size_t j = 0; j < both.size(); ++j) {
          const double term = (*result)[i] * (*next)[j];
          if (term == 0) continue;
          if (i + j >= both.size()) return std::nullopt;
          both[i + j] += term;
        }
    result = both;
  }
  if (is_scalar(step)) {
    for (double& c : *result) c *= step.scale[0];
    (*result)[0] += step.shift[0];
  }
  return result;
}
std::optional<Polynomial> polynomial(const Draft& draft, std::size_t at, std::size_t x) {
  int steps = 16;
  return polynomial(draft, at, x, steps);
}

bool alike(const Flow& a, const Flow& b) {
  return a.extents == b.extents && a.memory == b.memory && a.shape == b.shape && a.batch == b.batch && a.lead == b.lead;
}

/// A part of a formula that sinew has only as a part of the whole.
Step part(const Node& node, const std::string& name, std::vector<std::size_t> of) {
  Step step;
  step.kind = Step::Kind::activation;
  step.incomplete = "there is no layer for this operator alone";
  step.name = name;
  step.place = node.place();
  step.shape = node.draft()[of[0]].shape;
  step.from = std::move(of);
  return step;
}
/// The values of a part, which lie in memory as those of x do.
Flow with(const Node& node, const Flow& x, Step step) {
  Flow result = x;
  result.step = node.draft().add(std::move(step));
  return result;
}
Flow incomplete(const Node& node, const Flow& x, const std::string& name) {
  return with(node, x, part(node, name, {x.step}));
}

// ---- Means

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

/// (x − mean) / √(mean of its square + ε), where `root` is the step of that root, and `other` the values that x meets.
bool read_normalized(const Node& node, const Flow& x, const Flow& other, std::size_t root) {
  const Draft& draft = node.draft();
  if (!is_function(draft[x.step], "Centred") || !is_function(draft[root], "Sqrt")) return false;
  const Step& sum = draft[draft[root].from[0]];
  if (!is_scalar(sum) || sum.scale[0] != 1) return false;
  const Step& variance = draft[sum.from[0]];
  if (variance.kind != Step::Kind::layer || !variance.mean) return false;
  const Mean &centre = *draft[x.step].mean, &mean = *variance.mean;
  // Both means are over the same axes of the same values, and nothing has moved these in between.
  if (!is_function(draft[mean.step], "Square", x.step) || !is_of(mean, x) || !is_of(centre, x) ||
      centre.axes != mean.axes || !is_kept(other, mean, x))
    return false;
  Flow from = x;
  from.step = draft[x.step].from[0];
  node.give(importer::normalize(node, from, mean.axes, sum.shift[0]));
  return true;
}

// ---- Products

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
  if (f.f == "Tanh" && plain && f.shift == 0 && is_function(draft[f.base], "Softplus", base))
    return give("Mish", f.outer * factor);
  if (f.f == "Tanh" && close(f.outer, f.shift)) {
    // √(2/π)·(x + 0.044715·x³)
    constexpr double root = 0.79788456080286535588, cubic = 0.044715;
    const std::optional<Polynomial> of = polynomial(draft, f.base, base);
    if (of && f.inner * (*of)[0] + f.offset == 0 && (*of)[2] == 0 && close(f.inner * (*of)[1], root) &&
        close(f.inner * (*of)[3], root * cubic))
      return give("GELUTanh", 2 * f.outer * factor);
  }
  if (base != f.base) return false;
  if (f.f == "Sigmoid" && plain && f.shift == 0) return give("SiLU", f.outer * factor);
  if (f.f == "HardSigmoid" && plain && f.shift == 0) return give("HardSwish", f.outer * factor);
  if (f.f == "ReLU6" && f.inner == 1 && f.offset == 3 && f.shift == 0) return give("HardSwish", f.outer * 6 * factor);
  if (f.f == "Erf" && close(f.inner, std::sqrt(0.5)) && f.offset == 0 && close(f.outer, f.shift))
    return give("GELU", 2 * f.outer * factor);
  return false;
}

constexpr const char *front_half = "Front half", *rear_half = "Rear half";

/// f and the half of a value that f is of: the identity or an activation.
struct HalfOf {
  std::string f;
  std::size_t half;
};
HalfOf half_of(const Draft& draft, std::size_t at) {
  const Step& step = draft[at];
  if (step.kind != Step::Kind::activation || step.incomplete != nullptr || step.rowwise) return {"Identity", at};
  return {step.name, step.from[0]};
}
/// Whether two steps have the same values in the same order: views and permutations of one step, which are alike.
bool are_same(const Draft& draft, std::size_t a, std::size_t b) {
  while (a != b) {
    const Step &one = draft[a], &other = draft[b];
    if ((one.kind != Step::Kind::view && one.kind != Step::Kind::permute) || one.kind != other.kind ||
        one.shape != other.shape || one.order != other.order)
      return false;
    a = one.from[0];
    b = other.from[0];
  }
  return true;
}
/// f(front half)·g(rear half) of a value.
bool read_gate(const Node& node, const Flow& x, const Flow& other) {
  const Draft& draft = node.draft();
  const HalfOf value = half_of(draft, x.step), gate = half_of(draft, other.step);
  if (!is_function(draft[value.half], front_half) || !is_function(draft[gate.half], rear_half)) return false;
  const std::size_t whole = draft[value.half].from[0];
  if (!are_same(draft, whole, draft[gate.half].from[0])) return false;
  Step step;
  step.name = "Gated";
  step.arguments = {value.f, gate.f};
  step.place = node.place();
  step.shape = draft[value.half].shape;
  step.from = {whole};
  Flow result = x;
  result.step = node.draft().add(std::move(step));
  node.give(std::move(result));
  return true;
}

// ---- Choices

/// Whether a step is a comparison of the step x, whose number is `number`.
bool compares(const Step& step, const char* op, std::size_t x, double number) {
  return is_function(step, op, x) && step.incomplete != nullptr && step.scale[0] == number;
}
bool is_condition(const Step& step) {
  return step.incomplete != nullptr &&
         (is_function(step, "Greater") || is_function(step, "GreaterOrEqual") || is_function(step, "Less") ||
          is_function(step, "LessOrEqual") || step.name == "Or");
}

/// x < number and its kin, with the number on either side.
void read_comparison(Node& node) {
  node.takes(2, 2);
  std::string op = node.op();
  const std::size_t value = node.is_constant(0) ? 1 : 0;
  const Flow& x = node.flow(value);
  if (!node.is_constant(1 - value)) node.refuse("both inputs depend on the input of the graph; it would need a number");
  const Numbers number = node.numbers(1 - value);
  if (number.size() != 1 || node.constant(1 - value).extents.size() > x.rank())
    node.refuse("there is no layer for this operator");
  if (value == 1) {
    const bool or_equal = op.size() > 7;
    op = (op[0] == 'G' ? "Less" : "Greater") + std::string(or_equal ? "OrEqual" : "");
  }
  Step step = part(node, op, {x.step});
  step.scale = {number[0]};
  node.give(with(node, x, std::move(step)));
}
void read_or(Node& node) {
  node.takes(2, 2);
  const Flow &a = node.flow(0), &b = node.flow(1);
  const Draft& draft = node.draft();
  if (!alike(a, b) || !is_condition(draft[a.step]) || !is_condition(draft[b.step]))
    node.refuse("there is no layer for this operator");
  node.give(with(node, a, part(node, "Or", {a.step, b.step})));
}

/// x beyond ±limit, else 0; in two forms.
std::optional<double> shrinks_beyond(const Draft& draft, std::size_t condition, std::size_t x) {
  const Step& step = draft[condition];
  if (is_function(step, "Greater") && step.incomplete != nullptr && is_function(draft[step.from[0]], "Abs", x))
    return step.scale[0];
  if (step.name != "Or" || step.incomplete == nullptr) return std::nullopt;
  for (const std::size_t above : {std::size_t{0}, std::size_t{1}}) {
    const Step& greater = draft[step.from[above]];
    if (is_function(greater, "Greater", x) && greater.incomplete != nullptr &&
        compares(draft[step.from[1 - above]], "Less", x, -greater.scale[0]))
      return greater.scale[0];
  }
  return std::nullopt;
}

/// γ·x for x > 0, else γ·α·(e^(x/k) − 1) with k = 1 or α: ELU, CELU, SELU.
bool read_exponential(const Node& node, const Flow& x, const Flow& positive, const Flow& negative) {
  const Draft& draft = node.draft();
  double gamma = 1;
  if (positive.step != x.step) {
    const Step& scaled = draft[positive.step];
    if (!is_scalar(scaled) || scaled.from[0] != x.step || scaled.shift[0] != 0) return false;
    gamma = scaled.scale[0];
  }
  // min(x, 0) = −ReLU(−x)
  const Composed f = composed(draft, negative.step);
  if (f.f != "Exp" || !is_function(draft[f.base], "ReLU") ||
      !is_affine_of(draft[draft[f.base].from[0]], x.step, -1, 0) || f.offset != 0 || f.shift != -f.outer ||
      !(gamma > 0))
    return false;
  const double alpha = f.outer / gamma;
  if (!(alpha > 0)) return false;
  Flow result;
  if (f.inner == -1 && close(alpha, 1.6732632423543772) && close(gamma, 1.0507009873554805)) {
    node.give(node.activate(x, "SELU"));
    return true;
  }
  const bool is_celu = f.inner != -1;
  if (is_celu && !close(-f.inner * alpha, 1)) return false;
  const std::string ratio = importer::ratio_of(node, alpha, "alpha");
  const std::string name = is_celu ? "CELU" : "ELU";
  result = node.activate(x, ratio == "Ratio<1, 1>" ? name : name + "With<" + ratio + ">");
  node.give(node.affine(result, {gamma}, {}, {}));
  return true;
}

void read_where(Node& node) {
  node.takes(3, 3);
  const Draft& draft = node.draft();
  const auto refuse = [&] { node.refuse("there is no layer for this operator"); };
  if (node.is_constant(0) || node.is_constant(1)) refuse();
  const Flow &condition = node.flow(0), &a = node.flow(1);
  const Step& chosen = draft[condition.step];
  if (!alike(condition, a) || !is_condition(chosen)) refuse();
  if (node.is_constant(2)) {
    const Numbers otherwise = node.numbers(2);
    if (otherwise.size() != 1 || otherwise[0] != 0 || node.constant(2).extents.size() > a.rank()) refuse();
    if (const std::optional<double> limit = shrinks_beyond(draft, condition.step, a.step); limit && *limit > 0)
      return node.give(importer::activate_with(node, a, "HardShrink", *limit, "Ratio<1, 2>"));
    if (chosen.from.size() != 1) refuse();
    // x − l for x > l, else 0: the positive part of x − l. And the negative part.
    const std::size_t x = chosen.from[0];
    const double limit = chosen.scale[0];
    if (a.step != x ? !is_affine_of(draft[a.step], x, 1, -limit) : limit != 0) refuse();
    if (chosen.name[0] == 'G') return node.give(node.activate(a, "ReLU"));
    return node.give(node.affine(node.activate(node.affine(a, {-1}, {}, {}), "ReLU"), {-1}, {}, {}));
  }
  const Flow& b = node.flow(2);
  if (!alike(a, b) || chosen.from.size() != 1 || chosen.name[0] != 'G' || chosen.scale[0] != 0) refuse();
  Flow x = a;
  x.step = chosen.from[0];
  const Step& scaled = draft[b.step];
  if (a.step == x.step && is_scalar(scaled) && scaled.from[0] == x.step && scaled.shift[0] == 0 && scaled.scale[0] > 0)
    return node.give(importer::activate_with(node, x, "LeakyReLU", scaled.scale[0], "Ratio<1, 100>"));
  if (!read_exponential(node, x, a, b)) refuse();
}

/// Two halves along an axis of a sample.
void read_split(Node& node) {
  node.takes(1, node.opset() < 13 ? 1 : 2);
  const Flow& from = node.flow(0);
  const std::size_t axis = node.sample_axis(node.integer("axis", 0), from), extent = from.shape[axis];
  std::vector<std::int64_t> parts;
  if (node.opset() < 13) parts = node.list("split");
  else if (node.has(1)) parts = node.integers(1);
  const std::int64_t count = node.opset() < 18 ? 2 : node.integer("num_outputs", 2);
  const bool halves = extent % 2 == 0 && node.outputs() == 2 && count == 2 && from.lead == 0 &&
                      (parts.empty() || (parts.size() == 2 && parts[0] == parts[1] &&
                                         2 * static_cast<std::uint64_t>(parts[0]) == extent));
  if (!halves)
    node.refuse("it makes other parts than two halves of " + std::to_string(extent) +
                " values; sinew has a layer for the halves, one of which is a gate of the other");
  for (const std::size_t part : {std::size_t{0}, std::size_t{1}})
    node.give(part, importer::half_along(node, from, axis, part == 1));
}

/// xᵏ: 1, or a part of a formula.
void read_power(Node& node) {
  node.takes(2, 2);
  const Numbers exponent = node.numbers(1);
  const Flow& from = node.flow(0);
  const double k = exponent.size() == 1 ? exponent[0] : 0;
  if (node.constant(1).extents.size() > from.rank()) node.refuse("there is no layer for this operator");
  if (k == 1) return node.give(Flow(from));
  if (k == 0.5) return node.give(incomplete(node, from, "Sqrt"));
  if (k == -0.5) return node.give(incomplete(node, incomplete(node, from, "Sqrt"), "Reciprocal"));
  if (k != 2 && k != 3) node.refuse("there is no layer for this operator");
  if (k == 2 && is_function(node.draft()[from.step], "Centred")) return node.give(incomplete(node, from, "Square"));
  Flow result = with(node, from, part(node, "Power", {from.step, from.step}));
  if (k == 3) result = with(node, from, part(node, "Power", {result.step, from.step}));
  node.give(std::move(result));
}

void read_logarithm(Node& node) {
  node.takes(1, 1);
  Flow from = node.flow(0);
  const Step& of = node.draft()[from.step];
  if (is_function(of, "Sigmoid")) {
    from.step = of.from[0];
    return node.give(node.activate(from, "LogSigmoid"));
  }
  if (!is_function(of, "Softmax") || !of.rowwise) node.refuse("there is no layer for this operator");
  Step step = of;
  step.name = "LogSoftmax";
  step.place = node.place();
  from.step = node.draft().add(std::move(step));
  node.give(std::move(from));
}

}  // namespace

Flow activate_with(const Node& node, const Flow& from, const std::string& name, double number, const char* usual) {
  const std::string ratio = importer::ratio_of(node, number, "its number");
  return node.activate(from, ratio == usual ? name : name + "With<" + ratio + ">");
}

std::optional<Bound> bound_of(const Draft& draft, std::size_t at) {
  double outer = 1, shift = 0;
  if (is_scalar(draft[at])) {
    outer = draft[at].scale[0];
    shift = draft[at].shift[0];
    at = draft[at].from[0];
  }
  if ((outer != 1 && outer != -1) || !is_function(draft[at], "ReLU")) return std::nullopt;
  at = draft[at].from[0];
  if (outer == 1 && shift == 0) return Bound{at, 0, true};
  const Step& before = draft[at];
  if (!is_scalar(before) || !is_affine_of(before, before.from[0], outer, -outer * shift)) return std::nullopt;
  return Bound{before.from[0], shift, outer == 1};
}

std::optional<double> multiple_of(const Node& node, const Flow& x, const Flow& other) {
  const Step& scaled = node.draft()[other.step];
  if (!alike(x, other) || !is_scalar(scaled) || scaled.from[0] != x.step || scaled.shift[0] != 0) return std::nullopt;
  return scaled.scale[0];
}

Flow half_along(const Node& node, const Flow& from, std::size_t axis, bool rear) {
  // The axis first, as Gated takes it.
  std::vector<std::size_t> order{axis}, back(from.shape.size());
  for (std::size_t i = 0; i < from.shape.size(); ++i)
    if (i != axis) order.push_back(i);
  for (std::size_t i = 0; i < order.size(); ++i) back[order[i]] = i;
  const Flow turned = node.transpose(from, order);
  Extents memory = turned.shape, shape = turned.shape;
  if (memory.size() > 3) memory = {memory[0], from.size() / memory[0]};
  Step step = part(node, rear ? rear_half : front_half, {node.step_of(turned, memory)});
  step.incomplete =
      "it takes a half of its input; a layer takes both halves, one of them as a gate of the other, or the first or "
      "the "
      "last step of a window alone";
  memory[0] /= 2;
  shape[0] /= 2;
  step.shape = std::move(memory);
  return node.transpose(Flow::of(node.draft().add(std::move(step)), from.batch, std::move(shape)), back);
}

bool read_difference(Node& node) {
  const Flow &x = node.flow(0), &mean = node.flow(1);
  const Step& step = node.draft()[mean.step];
  if (is_function(step, "Tanh", x.step) && alike(x, mean)) {
    node.give(node.activate(x, "TanhShrink"));
    return true;
  }
  if (step.kind != Step::Kind::layer || !step.mean || step.mean->step != x.step || !is_of(*step.mean, x) ||
      !is_kept(mean, *step.mean, x))
    return false;
  Step centred = part(node, "Centred", {x.step});
  centred.mean = step.mean;
  node.give(with(node, x, std::move(centred)));
  return true;
}

const char* const needs_product =
    "both inputs depend on the input of the graph; a layer that multiplies two values would be needed";

bool read_product(Node& node) {
  const Draft& draft = node.draft();
  for (const std::size_t which : {std::size_t{0}, std::size_t{1}}) {
    const Flow &x = node.flow(which), &other = node.flow(1 - which);
    if (is_function(draft[other.step], "Reciprocal") && read_normalized(node, x, other, draft[other.step].from[0]))
      return true;
  }
  if (!alike(node.flow(0), node.flow(1))) return false;
  if (node.flow(0).step == node.flow(1).step && is_function(draft[node.flow(0).step], "Centred")) {
    node.give(incomplete(node, node.flow(0), "Square"));
    return true;
  }
  for (const std::size_t which : {std::size_t{0}, std::size_t{1}}) {
    const Flow &x = node.flow(which), &other = node.flow(1 - which);
    if (read_gate(node, x, other) || read_factors(node, x, x.step, 1, other.step)) return true;
    // The other factor may be a multiple of x.
    const Step& scaled = draft[x.step];
    if (is_scalar(scaled) && scaled.shift[0] == 0 && read_factors(node, x, scaled.from[0], scaled.scale[0], other.step))
      return true;
  }
  // A power of x, or a product of it and a sum of its powers.
  for (const std::size_t which : {std::size_t{0}, std::size_t{1}}) {
    const Flow &x = node.flow(which), &other = node.flow(1 - which);
    if (!polynomial(draft, other.step, x.step)) continue;
    Step product = part(node, "Product", {x.step, other.step});
    product.incomplete = needs_product;
    node.give(with(node, x, std::move(product)));
    return true;
  }
  return false;
}

bool read_quotient(Node& node) {
  const Flow &x = node.flow(0), &other = node.flow(1);
  if (read_normalized(node, x, other, other.step)) return true;
  const Composed f = composed(node.draft(), other.step, x.step);
  if (f.base != x.step || f.offset != 0 || f.outer != 1 || f.shift != 1 || !alike(x, other)) return false;
  if (f.f == "Abs" && f.inner == 1) node.give(node.activate(x, "Softsign"));
  else if (f.f == "Exp" && f.inner == -1) node.give(node.activate(x, "SiLU"));  // x / (1 + e^−x)
  else return false;
  return true;
}

bool read_sum_of_two(const Node& node) {
  for (const std::size_t which : {std::size_t{0}, std::size_t{1}}) {
    // ReLU(x − l) − ReLU(−x − l), where x may be p·z + c of the step z.
    const Flow &above = node.flow(which), &below = node.flow(1 - which);
    const Composed a = composed(node.draft(), above.step), b = composed(node.draft(), below.step);
    if (a.f != "ReLU" || b.f != "ReLU" || a.base != b.base || !alike(above, below) || a.outer != 1 || b.outer != -1 ||
        a.shift != 0 || b.shift != 0 || a.inner == 0 || a.inner != -b.inner)
      continue;
    const double limit = -(a.offset + b.offset) / 2;
    if (!(limit > 0)) continue;
    Flow x = above;
    x.step = a.base;
    x = node.affine(x, {a.inner}, {(a.offset - b.offset) / 2}, {});
    node.give(importer::activate_with(node, x, "SoftShrink", limit, "Ratio<1, 2>"));
    return true;
  }
  return false;
}

bool read_truth(const Node& node) {
  const Flow& from = node.flow(0);
  if (!is_condition(node.draft()[from.step])) return false;
  node.give(Flow(from));
  return true;
}
bool read_step(const Node& node) {
  const Flow& from = node.flow(0);
  const Step& step = node.draft()[from.step];
  if (!is_condition(step) || step.name != "GreaterOrEqual" || step.scale[0] != 0) return false;
  Flow x = from;
  x.step = step.from[0];
  node.give(node.activate(x, "Step"));
  return true;
}

bool read_formula(Node& node) {
  const std::string& op = node.op();
  if (op == "Pow") read_power(node);
  else if (op == "Log") read_logarithm(node);
  else if (op == "Greater" || op == "GreaterOrEqual" || op == "Less" || op == "LessOrEqual") read_comparison(node);
  else if (op == "Or") read_or(node);
  else if (op == "Where") read_where(node);
  else if (op == "Split") read_split(node);
  else if (op == "Erf" || op == "Abs" || op == "Sqrt" || op == "Exp" || op == "Reciprocal") {
    node.takes(1, 1);
    node.give(incomplete(node, node.flow(0), op.c_str()));
  } else return false;
  return true;
}

}  // namespace importer
