// Node: its inputs and attributes, and the steps that all operators add.

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "graph.hpp"
#include "operators.hpp"

namespace importer {

namespace {

std::string text_of_attribute(const onnx::AttributeProto& attribute) {
  const auto list = [](const auto& values) {
    std::string text = "[";
    for (int i = 0; i < values.size() && i < 8; ++i) text += (i > 0 ? ", " : "") + std::to_string(values[i]);
    return text + (values.size() > 8 ? ", …]" : "]");
  };
  switch (attribute.type()) {
    case onnx::AttributeProto::FLOAT:
      return std::to_string(attribute.f());
    case onnx::AttributeProto::INT:
      return std::to_string(attribute.i());
    case onnx::AttributeProto::STRING:
      return in_quotes(attribute.s());
    case onnx::AttributeProto::FLOATS:
      return list(attribute.floats());
    case onnx::AttributeProto::INTS:
      return list(attribute.ints());
    case onnx::AttributeProto::TENSOR:
      return "a tensor";
    case onnx::AttributeProto::GRAPH:
      return "a graph";
    default:
      return "of a type that is not understood";
  }
}

/// As many numbers, all alike.
Numbers same(std::size_t count, double value) {
  return {count, [value](std::size_t) { return value; }};
}

}  // namespace

std::string Node::place() const {
  if (op() == "output") return "output " + in_quotes(proto_.name());
  return "node " + (proto_.name().empty() ? std::to_string(index_) : in_quotes(proto_.name())) + " (" +
         in_quotes(op()).substr(1, in_quotes(op()).size() - 2) + ")";
}
void Node::refuse(const std::string& what) const { graph_.refuse(place(), what); }
void Node::refuse_attribute(const std::string& name, const std::string& needed) const {
  std::string value = "not given";
  for (const onnx::AttributeProto& attribute : proto_.attribute())
    if (attribute.name() == name) value = importer::text_of_attribute(attribute);
  const std::string shown = in_quotes(name);  // any bytes, if the operator has no such attribute
  refuse("attribute " + shown.substr(1, shown.size() - 2) + " is " + value + "; " + needed);
}
std::int64_t Node::opset() const { return graph_.opset(); }
Draft& Node::draft() const { return graph_.draft(); }

void Node::takes(std::size_t least, std::size_t most) const {
  if (inputs() < least || inputs() > most)
    refuse("it has " + std::to_string(inputs()) + " inputs, but takes " + std::to_string(least) +
           (most == least ? "" : " to " + std::to_string(most)));
  for (std::size_t i = 0; i < least; ++i)
    if (!has(i)) refuse("input " + std::to_string(i) + " is left out");
}
bool Node::has(std::size_t i) const { return i < inputs() && !proto_.input(static_cast<int>(i)).empty(); }
bool Node::is_constant(std::size_t i) const {
  return has(i) &&
         std::holds_alternative<std::shared_ptr<const Constant>>(*graph_.find(proto_.input(static_cast<int>(i))));
}
const Constant& Node::constant(std::size_t i) const {
  if (!has(i)) refuse("input " + std::to_string(i) + " is left out");
  if (!is_constant(i))
    refuse("input " + std::to_string(i) + ", " + in_quotes(proto_.input(static_cast<int>(i))) +
           ", depends on the input of the graph; a constant would be needed");
  return *std::get<std::shared_ptr<const Constant>>(*graph_.find(proto_.input(static_cast<int>(i))));
}
const Flow& Node::flow(std::size_t i) const {
  if (!has(i)) refuse("input " + std::to_string(i) + " is left out");
  if (is_constant(i))
    refuse("input " + std::to_string(i) + ", " + in_quotes(proto_.input(static_cast<int>(i))) +
           ", is a constant; a value that depends on the input of the graph would be needed");
  const std::string& name = proto_.input(static_cast<int>(i));
  if (const Stacked* several = stacked(i))
    return std::get<Flow>(graph_.redefine(name, importer::joined(*this, Stacked(*several))));
  return std::get<Flow>(*graph_.find(name));
}
const Stacked* Node::stacked(std::size_t i) const {
  return has(i) ? std::get_if<Stacked>(graph_.find(proto_.input(static_cast<int>(i)))) : nullptr;
}
std::size_t Node::outputs() const {
  int count = proto_.output_size();
  while (count > 0 && proto_.output(count - 1).empty()) --count;
  return static_cast<std::size_t>(count);
}
bool Node::gives(std::size_t i) const {
  return i < static_cast<std::size_t>(proto_.output_size()) && graph_.is_read(proto_.output(static_cast<int>(i)));
}
Numbers Node::numbers(std::size_t i) const {
  const Constant& c = constant(i);
  if (!c.batch.empty()) refuse("input " + std::to_string(i) + " depends on the size of the batch");
  return c.numbers();
}
std::vector<std::int64_t> Node::integers(std::size_t i) const {
  const Constant& c = constant(i);
  if (!c.is_integer() || c.extents.size() > 1) refuse("input " + std::to_string(i) + " is no list of integers");
  if (!c.batch.empty()) refuse("input " + std::to_string(i) + " depends on the size of the batch");
  return c.integers();
}

const onnx::AttributeProto* Node::find(const std::string& name, onnx::AttributeProto::AttributeType type) {
  const onnx::AttributeProto* found = nullptr;
  for (const onnx::AttributeProto& attribute : proto_.attribute())
    if (attribute.name() == name) {
      if (found != nullptr) refuse("attribute " + name + " is given twice");
      found = &attribute;
    }
  read_.insert(name);
  if (found == nullptr) return nullptr;
  if (!found->ref_attr_name().empty()) refuse_attribute(name, "an attribute of a function is not understood");
  // Files of IR versions 1 and 2 may leave the type out; then the field that is set tells it.
  const bool untyped = found->type() == onnx::AttributeProto::UNDEFINED;
  if (found->type() != type && !(untyped && ((type == onnx::AttributeProto::INT && found->has_i()) ||
                                             (type == onnx::AttributeProto::FLOAT && found->has_f()) ||
                                             (type == onnx::AttributeProto::STRING && found->has_s()) ||
                                             (type == onnx::AttributeProto::TENSOR && found->has_t()) ||
                                             (type == onnx::AttributeProto::INTS && found->ints_size() > 0))))
    refuse_attribute(name, "its type is wrong");
  return found;
}
bool Node::has_attribute(const std::string& name) {
  return std::any_of(proto_.attribute().begin(), proto_.attribute().end(),
                     [&](const onnx::AttributeProto& attribute) { return attribute.name() == name; });
}
std::int64_t Node::integer(const std::string& name, std::int64_t otherwise) {
  const onnx::AttributeProto* found = find(name, onnx::AttributeProto::INT);
  return found ? found->i() : otherwise;
}
double Node::real(const std::string& name, double otherwise) {
  const onnx::AttributeProto* found = find(name, onnx::AttributeProto::FLOAT);
  if (found && !std::isfinite(found->f())) refuse_attribute(name, "a finite number would be needed");
  return found ? static_cast<double>(found->f()) : otherwise;
}
std::vector<float> Node::reals(const std::string& name) {
  const onnx::AttributeProto* found = find(name, onnx::AttributeProto::FLOATS);
  if (found == nullptr) return {};
  for (const float number : found->floats())
    if (!std::isfinite(number)) refuse_attribute(name, "finite numbers would be needed");
  return {found->floats().begin(), found->floats().end()};
}
std::string Node::text(const std::string& name, const std::string& otherwise) {
  const onnx::AttributeProto* found = find(name, onnx::AttributeProto::STRING);
  return found ? found->s() : otherwise;
}
std::vector<std::int64_t> Node::list(const std::string& name, std::vector<std::int64_t> otherwise) {
  const onnx::AttributeProto* found = find(name, onnx::AttributeProto::INTS);
  return found ? std::vector<std::int64_t>(found->ints().begin(), found->ints().end()) : std::move(otherwise);
}
std::vector<std::string> Node::texts(const std::string& name) {
  const onnx::AttributeProto* found = find(name, onnx::AttributeProto::STRINGS);
  return found ? std::vector<std::string>(found->strings().begin(), found->strings().end())
               : std::vector<std::string>();
}
onnx::TensorProto* Node::tensor(const std::string& name) {
  if (find(name, onnx::AttributeProto::TENSOR) == nullptr) return nullptr;
  for (onnx::AttributeProto& attribute : *proto_.mutable_attribute())
    if (attribute.name() == name) return attribute.mutable_t();
  return nullptr;
}
void Node::must_be(const std::string& name, std::int64_t value, std::int64_t otherwise) {
  if (integer(name, otherwise) != value) refuse_attribute(name, std::to_string(value) + " would be needed");
}
std::size_t Node::axis(std::int64_t axis, std::size_t rank) const {
  const auto n = static_cast<std::int64_t>(rank);
  if (axis < -n || axis >= n)
    refuse("axis " + std::to_string(axis) + " is none of a tensor of " + std::to_string(rank) + " extents");
  return static_cast<std::size_t>(axis < 0 ? axis + n : axis);
}
std::vector<std::size_t> Node::axes(const std::vector<std::int64_t>& all, std::size_t rank) const {
  std::vector<std::size_t> result;
  for (const std::int64_t a : all) {
    result.push_back(axis(a, rank));
    if (std::count(result.begin(), result.end(), result.back()) > 1)
      refuse("axis " + std::to_string(a) + " is given twice");
  }
  return result;
}
std::size_t Node::sample_axis(std::int64_t a, const Flow& f) const {
  const std::size_t whole = axis(a, f.rank());
  if (whole >= f.lead && whole < f.lead + f.batch.size())
    refuse("axis " + std::to_string(a) + " counts samples; a net treats each sample by itself");
  return whole < f.lead ? whole : whole - f.batch.size() + f.joined;
}

void Node::give(std::size_t output, Value value) const {
  graph_.define(proto_.output(static_cast<int>(output)), std::move(value), place());
}
void Node::give(Flow flow) const { graph_.define(proto_.output(0), std::move(flow), place()); }
void Node::give(Constant constant) const {
  if (std::find(constant.batch.begin(), constant.batch.end(), true) == constant.batch.end()) constant.batch.clear();
  graph_.define(proto_.output(0), std::make_shared<const Constant>(std::move(constant)), place());
}
void Node::finish() const {
  for (const onnx::AttributeProto& attribute : proto_.attribute())
    if (read_.count(attribute.name()) == 0)
      refuse_attribute(attribute.name(), "this attribute is not understood for the operator");
}

Constant Node::make(Extents extents, const ElementType& type) const {
  const std::size_t count = checked_product(extents);
  graph_.check_room(place(), count, type.width);
  return {std::move(extents), type, std::string(count * type.width, '\0'), graph_.memory()};
}
Constant Node::list_of(const std::vector<std::int64_t>& values) const {
  Constant result = make({values.size()}, type_of(Kind::integer));
  for (std::size_t i = 0; i < values.size(); ++i) result.set(i, values[i]);
  return result;
}
Constant Node::take(onnx::TensorProto& tensor) const {
  return graph_.take(tensor, graph_.folder(), graph_.path() + ": " + place());
}
std::size_t Node::checked_product(const Extents& extents) const {
  std::size_t count = 1;
  for (const std::size_t extent : extents) {
    if (extent != 0 && count > (std::size_t{1} << 40) / extent)
      refuse("its constant has the extents " + text_of(extents));
    count *= extent;
  }
  return count;
}
Tensor Node::filled(const char* name, const Extents& extents, double value) const {
  const std::size_t count = product(extents);
  graph_.take_room(place(), count);
  return {name, extents, Numbers(count, [value](std::size_t) { return value; }), false};
}

// ---- Steps

Flow Node::layer(const Flow& from, Step step, const Extents& input_shape, Extents shape) const {
  step.from = {step_of(from, input_shape)};
  step.place = place();
  step.shape = shape;
  return Flow::of(draft().add(std::move(step)), from.batch, std::move(shape));
}
Flow Node::activate(const Flow& from, const std::string& name) const {
  Step step;
  step.kind = Step::Kind::activation;
  step.name = name;
  step.from = {from.step};
  step.place = place();
  step.shape = draft()[from.step].shape;
  step.unrolled = draft()[from.step].unrolled;
  Flow result = from;
  result.step = draft().add(std::move(step));
  return result;
}

std::size_t Node::steps_of(const Flow& flow) const {
  if (!flow.is_row_major() || flow.shape.size() != 2) return 0;
  const std::size_t unrolled = draft()[flow.step].unrolled, steps = flow.shape[0];
  if (!graph_.has_recurrence() && flow.joined == 0 && unrolled != steps) return 0;
  return steps == 1 && unrolled != 1 ? 0 : steps;
}

Flow Node::row_major(Flow flow) const {
  if (flow.is_row_major()) return flow;
  Step step;
  step.kind = Step::Kind::permute;
  step.place = place();
  step.shape = flow.extents;
  step.order = flow.memory;
  Extents memory(flow.extents.size());
  for (std::size_t k = 0; k < memory.size(); ++k) memory[flow.memory[k]] = flow.extents[k];
  step.from = {draft().reshaped(flow.step, memory, place())};
  Flow result = Flow::of(draft().add(std::move(step)), flow.batch, flow.shape);
  result.lead = flow.lead;
  return result;
}
Flow Node::transpose(Flow flow, const std::vector<std::size_t>& order) const {
  if (!flow.split(flow.shape)) {
    flow = row_major(std::move(flow));
    flow.split(flow.shape);
  }
  // The axes of each extent.
  std::vector<std::vector<std::size_t>> axes(flow.shape.size());
  std::size_t k = 0;
  for (std::size_t i = 0; i < axes.size(); ++i)
    for (std::size_t rest = flow.shape[i]; rest > 1; rest /= flow.extents[k++]) axes[i].push_back(k);
  Flow result = flow;
  result.shape.clear();
  result.extents.clear();
  result.memory.clear();
  for (const std::size_t i : order) {
    result.shape.push_back(flow.shape[i]);
    for (const std::size_t a : axes[i]) {
      result.extents.push_back(flow.extents[a]);
      result.memory.push_back(flow.memory[a]);
    }
  }
  result.join();
  return result;
}
Flow Node::reshape(Flow flow, Extents shape) const {
  if (product(shape) != flow.size())
    refuse("its input has " + text_of(flow.shape) + " values per sample, its output " + text_of(shape));
  flow.shape = std::move(shape);
  return flow;
}
std::size_t Node::step_of(const Flow& flow, const Extents& shape) const {
  return draft().reshaped(row_major(flow).step, shape, place());
}
std::size_t Node::memory_as(const Flow& flow, const Extents& shape) const {
  return draft().reshaped(flow.step, shape, place());
}

Flow Node::affine(const Flow& from, const Numbers& scale, const Numbers& shift, const Extents& extents) const {
  Flow flow = from;
  if (extents.empty() && (scale.empty() || scale[0] == 1) && (shift.empty() || shift[0] == 0)) return flow;
  if (extents.size() > flow.rank())
    refuse("the constant has the extents " + text_of(extents) + ", more than the " + std::to_string(flow.rank()) +
           " of the other input, which would have to grow");
  // The constant's extents along those of a sample.
  Extents along(flow.shape.size(), 1);
  for (std::size_t i = 0; i < extents.size(); ++i) {
    if (extents[i] == 1) continue;
    const std::size_t whole = flow.rank() - extents.size() + i;
    if (whole >= flow.lead && whole < flow.lead + flow.batch.size())
      refuse("the constant has the extents " + text_of(extents) +
             " and differs from sample to sample; each sample would have to be treated alike");
    const std::size_t own = whole < flow.lead ? whole : whole - flow.batch.size() + flow.joined;
    std::size_t& at = along[own];
    at = extents[i];
    if (at != flow.shape[own])
      refuse("the constant has the extents " + text_of(extents) + ", which do not fit a sample of " +
             text_of(flow.shape));
  }
  const std::size_t steps = steps_of(flow);
  if (steps > 0 && along[0] == 1 && (along[1] > 1 || draft()[flow.step].unrolled == steps)) {  // alike in all steps
    Step step;
    step.kind = Step::Kind::affine;
    step.place = place();
    step.from = {step_of(flow, flow.shape)};
    step.shape = flow.shape;
    step.unrolled = steps;
    step.scale = scale.empty() ? importer::same(along[1], 1) : scale;
    step.shift = shift.empty() ? importer::same(along[1], 0) : shift;
    flow.step = draft().add(std::move(step));
    return flow;
  }
  if (!flow.split(flow.shape)) {
    flow = row_major(std::move(flow));
    flow.split(flow.shape);
  }
  // Axes along which the constant changes, and its stride along each.
  std::vector<std::size_t> stride(flow.extents.size());
  std::vector<bool> changes(flow.extents.size());
  std::size_t k = flow.extents.size(), step = 1;
  for (std::size_t i = flow.shape.size(); i-- > 0;)
    for (std::size_t rest = flow.shape[i]; rest > 1;) {
      --k;
      changes[k] = along[i] > 1;
      stride[k] = changes[k] ? step : 0;
      if (changes[k]) step *= flow.extents[k];
      rest /= flow.extents[k];
    }
  // They must come first in memory.
  std::size_t channels = 1, leading = 0;
  for (std::size_t a = 0; a < changes.size(); ++a)
    if (changes[a]) {
      ++leading;
      channels *= flow.extents[a];
    }
  bool first = true;
  for (std::size_t a = 0; a < changes.size(); ++a) first = first && changes[a] == (flow.memory[a] < leading);
  if (!first) {
    std::vector<std::size_t> order, place_of(changes.size());
    for (const bool wanted : {true, false})
      for (std::size_t a = 0; a < changes.size(); ++a)
        if (changes[a] == wanted) order.push_back(a);
    Step permute;
    permute.kind = Step::Kind::permute;
    permute.place = place();
    Extents memory(changes.size());
    for (std::size_t a = 0; a < changes.size(); ++a) memory[flow.memory[a]] = flow.extents[a];
    for (std::size_t p = 0; p < order.size(); ++p) {
      permute.shape.push_back(flow.extents[order[p]]);
      permute.order.push_back(flow.memory[order[p]]);
      place_of[order[p]] = p;
    }
    permute.from = {draft().reshaped(flow.step, memory, place())};
    flow.step = draft().add(std::move(permute));
    flow.memory = place_of;
  }
  Step affine;
  affine.kind = Step::Kind::affine;
  affine.place = place();
  affine.from = {flow.step};
  affine.shape = draft()[flow.step].shape;
  // Channel number in the order of the memory → element of the constant.
  Extents of_memory(leading), strides(leading);
  for (std::size_t a = 0; a < changes.size(); ++a)
    if (changes[a]) {
      of_memory[flow.memory[a]] = flow.extents[a];
      strides[flow.memory[a]] = stride[a];
    }
  const auto by_channel = [&](const Numbers& numbers, double otherwise) {
    if (numbers.empty()) return importer::same(channels, otherwise);
    return Numbers(channels, [=](std::size_t c) {
      std::size_t element = 0;
      for (std::size_t p = of_memory.size(); p-- > 0; c /= of_memory[p]) element += c % of_memory[p] * strides[p];
      return numbers[element];
    });
  };
  affine.scale = by_channel(scale, 1);
  affine.shift = by_channel(shift, 0);
  flow.step = draft().add(std::move(affine));
  flow.join();
  return flow;
}

void Node::needs_one_batch_extent(const Flow& flow) const {
  if (flow.batch.size() != 1)
    refuse("its input has " + std::to_string(flow.batch.size()) +
           " extents that count samples; the operator has one, the first");
}

}  // namespace importer
