// LSTM, GRU, RNN over windows of steps; and what picks the first or the last step, or one of several results.

#include <algorithm>
#include <array>
#include <utility>

#include "operators.hpp"

namespace importer {

namespace {

/// What the operators differ in. `gates`: for each gate in sinew's order, which it is in ONNX's.
struct Recurrence {
  const char* name;
  std::vector<std::size_t> gates;
  std::vector<std::string> activations;
};
const Recurrence& recurrence_of(const std::string& op) {
  static const Recurrence lstm{"LSTM", {0, 2, 3, 1}, {"Sigmoid", "Tanh", "Tanh"}},  // i, f, g, o of i, o, f, c
      gru{"GRU", {1, 0, 2}, {"Sigmoid", "Tanh"}},                                   // r, z, n of z, r, h
      rnn{"RNN", {0}, {"Tanh"}};
  return op == "LSTM" ? lstm : op == "GRU" ? gru : rnn;
}

/// The options of a layer that attributes say. Refuses all that no layer of sinew has.
std::vector<std::string> read_options(Node& node, const Recurrence& kind, std::size_t directions) {
  std::vector<std::string> options;
  for (const char* const list : {"activation_alpha", "activation_beta"})
    if (!node.reals(list).empty()) node.refuse_attribute(list, "none would be needed: the activations have no numbers");
  const std::vector<std::string> given = node.texts("activations");
  const std::size_t count = kind.activations.size();
  if (!given.empty() && given.size() != count * directions)
    node.refuse("it has " + std::to_string(given.size()) + " activations; " + std::to_string(count * directions) +
                " would be needed");
  for (std::size_t i = 0; i < given.size(); ++i) {
    const std::string name = importer::lower_case(given[i]), usual = importer::lower_case(kind.activations[i % count]);
    if (name == usual) continue;
    if (node.op() != "RNN" || (name != "relu" && name != "sigmoid") || name != importer::lower_case(given[0]))
      node.refuse("its activations have " + in_quotes(given[i]) + "; sinew's " + kind.name + " has " +
                  kind.activations[i % count] + " there" + (node.op() == "RNN" ? ", or Relu or Sigmoid" : ""));
    if (i == 0) options.emplace_back(name == "relu" ? "ReLU" : "Sigmoid");
  }
  if (!given.empty() && !options.empty() && importer::lower_case(given.back()) != importer::lower_case(given[0]))
    node.refuse("its activations differ from one direction to the other; equal ones would be needed");
  if (node.has_attribute("clip")) node.refuse_attribute("clip", "none would be needed");
  if (node.op() == "LSTM") node.must_be("input_forget", 0, 0);
  if (node.op() == "GRU" && node.integer("linear_before_reset", 0) == 0) options.emplace_back("ResetBefore");
  if (node.opset() < 7) node.ignore("output_sequence");
  return options;
}

/// The tensors of one direction.
std::vector<Tensor> tensors_of(const Node& node, const Recurrence& kind, std::size_t direction, std::size_t inputs,
                               std::size_t units, const std::string& suffix) {
  const std::size_t gates = kind.gates.size(), rows = gates * units;
  const auto matrix = [&](std::size_t input, const char* name, std::size_t columns) {
    return Tensor{name + suffix,
                  {rows, columns},
                  node.constant(input).numbers(rows * columns, [=, order = kind.gates](std::size_t k) {
                    const std::size_t row = k / columns, gate = order[row / units];
                    return ((direction * gates + gate) * units + row % units) * columns + k % columns;
                  })};
  };
  std::vector<Tensor> tensors{matrix(1, "weight_ih_l0", inputs), matrix(2, "weight_hh_l0", units)};
  for (std::size_t which = 0; which < 2; ++which) {
    const std::string name = (which == 0 ? "bias_ih_l0" : "bias_hh_l0") + suffix;
    if (!node.has(3)) tensors.push_back(node.filled(name.c_str(), {rows}, 0));
    else
      tensors.push_back({name, {rows}, node.constant(3).numbers(rows, [=, order = kind.gates](std::size_t row) {
                           return (direction * 2 + which) * rows + order[row / units] * units + row % units;
                         })});
  }
  return tensors;
}

std::size_t add_step(const Node& node, std::size_t from, const char* name, Extents shape) {
  Step step;
  step.name = name;
  step.from = {from};
  step.place = node.place();
  step.shape = std::move(shape);
  return node.draft().add(std::move(step));
}
/// The first or the last step of a window.
std::size_t end_of(const Node& node, std::size_t window, const Extents& shape, bool first) {
  if (first) window = add_step(node, window, "ReverseSteps", shape);
  return add_step(node, window, "LastStep", Extents(shape.begin() + 1, shape.end()));
}

void read_recurrence(Node& node) {
  const Recurrence& kind = recurrence_of(node.op());
  const bool is_lstm = node.op() == "LSTM";
  node.takes(3, is_lstm ? 8 : 6);
  const bool batch_first = node.opset() >= 14 && node.integer("layout", 0) != 0;
  const std::string direction = node.text("direction", "forward");
  if (direction != "forward" && direction != "reverse" && direction != "bidirectional")
    node.refuse_attribute("direction", "\"forward\", \"reverse\" or \"bidirectional\" would be needed");
  const std::size_t directions = direction == "bidirectional" ? 2 : 1;
  const std::vector<std::string> options = read_options(node, kind, directions);

  // x: (steps, samples, values), or with layout 1 (samples, steps, values).
  const Flow x = node.flow(0);
  if (x.rank() != 3 || x.batch.size() > 1)
    node.refuse("its input has " + std::to_string(x.rank()) + " extents, of which " + std::to_string(x.batch.size()) +
                " count samples; 3 would be needed, one of which may");
  const std::size_t of_batch = batch_first ? 0 : 1;
  if (x.batch.empty() && x.shape[of_batch] != 1)
    node.refuse("its input has " + std::to_string(x.shape[of_batch]) +
                " samples that are one of the net; --batch-extents 1 would be needed");
  if (!x.batch.empty() && x.lead != of_batch) {
    if (of_batch == 1) node.graph().take_axis_1_as_batch();
    node.refuse("extent " + std::to_string(x.lead) + " of its input counts samples; extent " +
                std::to_string(of_batch) + " would have to: --batch-axis says which of the input of the graph does");
  }
  const std::size_t steps = x.batch.empty() ? x.shape[1 - of_batch] : x.shape[0], inputs = x.shape.back();

  // W: (directions, gates·units, values), R: (directions, gates·units, units), B: (directions, 2·gates·units).
  const Constant &w = node.constant(1), &r = node.constant(2);
  const std::size_t gates = kind.gates.size();
  if (r.extents.size() != 3 || r.extents[2] == 0)
    node.refuse("its R has the extents " + text_of(r.extents) +
                "; directions, gates times units, units would be needed");
  const std::size_t units = r.extents[2];
  if (r.extents != Extents{directions, gates * units, units} || w.extents != Extents{directions, gates * units, inputs})
    node.refuse("its W has the extents " + text_of(w.extents) + ", its R " + text_of(r.extents) + "; " +
                text_of({directions, gates * units, inputs}) + " and " + text_of({directions, gates * units, units}) +
                " would be needed");
  if (w.is_integer() || r.is_integer()) node.refuse("its weights are integers; floating-point numbers would be needed");
  if (node.has_attribute("hidden_size") && node.integer("hidden_size", 0) != static_cast<std::int64_t>(units))
    node.refuse_attribute("hidden_size", "its R has " + std::to_string(units) + " units");
  if (node.has(3) && node.constant(3).extents != Extents{directions, 2 * gates * units})
    node.refuse("its B has the extents " + text_of(node.constant(3).extents) + "; " +
                text_of({directions, 2 * gates * units}) + " would be needed");
  if (node.has(4)) {
    const Constant& lengths = node.constant(4);
    for (std::size_t i = 0; i < lengths.size(); ++i)
      if (lengths.is_batch(i) || lengths.number(i) != static_cast<double>(steps))
        node.refuse("its sequence_lens has other numbers than " + std::to_string(steps) +
                    ", the steps of a window; a net has windows of one length");
  }
  for (const std::size_t input : {std::size_t{5}, std::size_t{6}}) {
    if (!node.has(input)) continue;
    const Constant& start = node.constant(input);
    for (std::size_t i = 0; i < start.size(); ++i)
      if (start.number(i) != 0)
        node.refuse(std::string("its ") + (input == 5 ? "initial_h" : "initial_c") +
                    " is not 0; windows begin at rest");
  }
  if (node.has(7)) node.refuse("it has peepholes (P); sinew's LSTM has none");

  const std::size_t window = node.step_of(x, {steps, inputs});
  const auto arguments = [&] {
    std::vector<std::string> all{std::to_string(inputs), std::to_string(units)};
    all.insert(all.end(), options.begin(), options.end());
    return all;
  };
  /// The window that one direction gives, in the order in which it goes through the steps.
  const auto one_way = [&](std::size_t which, bool reverse, std::size_t twin) {
    Step step;
    step.name = kind.name;
    step.arguments = arguments();
    step.unrolled = steps;
    step.shape = {steps, units};
    step.place = node.place();
    step.from = {reverse ? add_step(node, window, "ReverseSteps", {steps, inputs}) : window};
    step.tensors = importer::tensors_of(node, kind, which, inputs, units, "");
    step.twin = twin;
    return node.draft().add(std::move(step));
  };
  const auto give = [&](std::size_t output, std::size_t step, Extents shape, std::size_t lead) {
    if (x.batch.empty()) shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(batch_first ? 0 : lead), 1);
    Flow flow = Flow::of(step, x.batch, std::move(shape));
    if (!x.batch.empty() && !batch_first) flow.lead = lead;
    node.give(output, std::move(flow));
  };
  const bool all = node.gives(0), last = node.gives(1);
  if (directions == 2) {
    std::size_t both = 0;
    if (all) {
      Step step;
      step.name = "Bidirectional";
      std::string inner = std::string(kind.name) + "<";
      for (const std::string& argument : arguments()) inner += (inner.back() == '<' ? "" : ", ") + argument;
      step.arguments = {inner + ">"};
      step.shape = {steps, 2 * units};
      step.place = node.place();
      step.from = {window};
      step.tensors = importer::tensors_of(node, kind, 0, inputs, units, "");
      for (Tensor& tensor : importer::tensors_of(node, kind, 1, inputs, units, "_reverse"))
        step.tensors.push_back(std::move(tensor));
      both = node.draft().add(std::move(step));
      give(0, both, {steps, 2, units}, 2);
    }
    if (last) {
      Stacked parts;
      for (const std::size_t way : {std::size_t{0}, std::size_t{1}})
        parts.parts.push_back(
            Flow::of(end_of(node, one_way(way, way == 1, both), {steps, units}, false), x.batch, {units}));
      if (batch_first || x.batch.empty()) {
        Flow joined = importer::joined(node, parts);
        give(1, joined.step, {2, units}, 1);
      } else node.give(1, std::move(parts));
    }
    return;
  }
  const bool reverse = direction == "reverse";
  const std::size_t gone = one_way(0, reverse, 0);
  if (all) give(0, reverse ? add_step(node, gone, "ReverseSteps", {steps, units}) : gone, {steps, 1, units}, 2);
  if (last) give(1, end_of(node, gone, {steps, units}, false), {1, units}, 1);
}

/// Elements [begin, begin + count) along an axis; a single one drops the axis if `drops`.
void give_range(Node& node, std::int64_t given_axis, std::size_t begin, std::size_t count, bool drops) {
  if (const Stacked* stacked = node.stacked(0); stacked != nullptr && node.axis(given_axis, 3) == 0) {
    if (drops) return node.give(Flow(stacked->parts[begin]));
    const auto first = stacked->parts.begin() + static_cast<std::ptrdiff_t>(begin);
    Stacked some{{first, first + static_cast<std::ptrdiff_t>(count)}};
    if (count > 1) return node.give(0, std::move(some));
    Flow one = some.parts[0];
    one.shape.insert(one.shape.begin(), 1);
    one.lead = 1;
    return node.give(std::move(one));
  }
  Flow from = node.flow(0);
  const std::size_t axis = node.sample_axis(given_axis, from), extent = from.shape[axis];
  const bool before_batch = axis < from.lead;
  if (2 * count == extent && (begin == 0 || begin == count) && from.lead == 0 && !drops &&
      (count > 1 || axis != 0 || from.shape.size() < 2))
    return node.give(importer::half_along(node, from, axis, begin > 0));
  if (count != extent) {
    if (count != 1 || axis != 0 || from.shape.size() < 2 || (begin != 0 && begin + 1 != extent))
      node.refuse("it takes " + std::to_string(count) + " of " + std::to_string(extent) + " elements along axis " +
                  std::to_string(given_axis) + "; a layer takes the first or the last step of a window alone");
    // The window in the order of ONNX, its last extents joined, so that a step is a vector.
    const Extents shape{extent, from.size() / extent};
    Extents rest(from.shape.begin() + 1, from.shape.end());
    const std::size_t lead = from.lead;
    from = Flow::of(end_of(node, node.step_of(from, shape), shape, begin == 0), from.batch, rest);
    from.shape.insert(from.shape.begin(), 1);
    from.lead = lead;
  }
  if (drops) {
    from.shape.erase(from.shape.begin() + static_cast<std::ptrdiff_t>(axis));
    if (before_batch) --from.lead;
  }
  node.give(std::move(from));
}
/// The extent along an axis of input 0.
std::size_t extent_along(const Node& node, std::int64_t given_axis) {
  if (const Stacked* stacked = node.stacked(0); stacked != nullptr && node.axis(given_axis, 3) == 0)
    return stacked->parts.size();
  const Flow& from = node.flow(0);
  return from.shape[node.sample_axis(given_axis, from)];
}

void read_gather(Node& node) {
  node.takes(2, 2);
  if (node.is_constant(0)) node.refuse("its indices depend on the input of the graph; constants would be needed");
  const std::int64_t axis = node.integer("axis", 0);
  const Constant& indices = node.constant(1);
  if (!indices.is_integer() || !indices.batch.empty() || indices.size() != 1 || indices.extents.size() > 1)
    node.refuse("its indices are no single integer; a layer takes the first or the last step of a window alone");
  const auto extent = static_cast<std::int64_t>(extent_along(node, axis));
  const std::int64_t index = indices.integer(0), at = index < 0 ? index + extent : index;
  if (at < 0 || at >= extent)
    node.refuse("its index " + std::to_string(index) + " is beyond " + std::to_string(extent) + " elements");
  give_range(node, axis, static_cast<std::size_t>(at), 1, indices.extents.empty());
}

void read_slice(Node& node) {
  std::vector<std::int64_t> starts, ends, axes, strides;
  if (node.opset() < 10) {
    node.takes(1, 1);
    starts = node.list("starts");
    ends = node.list("ends");
    axes = node.list("axes");
  } else {
    node.takes(3, 5);
    starts = node.integers(1);
    ends = node.integers(2);
    if (node.has(3)) axes = node.integers(3);
    if (node.has(4)) strides = node.integers(4);
  }
  if (axes.empty())
    for (std::size_t i = 0; i < starts.size(); ++i) axes.push_back(static_cast<std::int64_t>(i));
  if (starts.size() != 1 || ends.size() != 1 || axes.size() != 1 || strides.size() > 1 ||
      (strides.size() == 1 && strides[0] != 1))
    node.refuse("it has several axes or a stride; a layer takes the first or the last step of a window alone");
  const auto extent = static_cast<std::int64_t>(extent_along(node, axes[0]));
  const auto clamped = [&](std::int64_t at) {
    return std::clamp(at < 0 ? std::max(at, -extent) + extent : at, std::int64_t{0}, extent);
  };
  const std::int64_t begin = clamped(starts[0]), end = clamped(ends[0]);
  if (begin >= end) node.refuse("it takes no elements");
  give_range(node, axes[0], static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin), false);
}

/// Results of several layers, one after the other along the first axis, as PyTorch's exporter writes h of a stack.
bool read_stack(Node& node) {
  if (node.inputs() == 0 || !node.has_attribute("axis") || node.integer("axis", 0) != 0) return false;
  Stacked all;
  for (std::size_t i = 0; i < node.inputs(); ++i) {
    if (!node.has(i) || node.is_constant(i)) return false;
    if (const Stacked* stacked = node.stacked(i)) {
      all.parts.insert(all.parts.end(), stacked->parts.begin(), stacked->parts.end());
      continue;
    }
    Flow flow = node.flow(i);
    if (flow.lead != 1 || flow.shape.size() != 2 || flow.shape[0] != 1) return false;
    flow.shape.erase(flow.shape.begin());
    flow.lead = 0;
    all.parts.push_back(std::move(flow));
  }
  const std::size_t bytes = 256 * all.parts.size();
  if (!node.graph().memory()->has_room(bytes)) node.refuse("its results would take more memory than twice the file");
  node.graph().memory()->take(bytes);
  for (const Flow& part : all.parts)
    if (part.shape != all.parts[0].shape || part.batch != all.parts[0].batch) return false;
  node.give(0, std::move(all));
  return true;
}

}  // namespace

std::string lower_case(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

Flow joined(const Node& node, const Stacked& stacked) {
  Step step;
  step.kind = Step::Kind::concat;
  step.place = node.place();
  const std::size_t each = stacked.parts[0].size();
  step.shape = {each * stacked.parts.size()};
  for (const Flow& part : stacked.parts) step.from.push_back(node.step_of(part, {each}));
  Flow flow = Flow::of(node.draft().add(std::move(step)), stacked.parts[0].batch, {stacked.parts.size(), each});
  flow.lead = flow.batch.empty() ? 0 : 1;
  return flow;
}

bool is_recurrence(const std::string& op) { return op == "LSTM" || op == "GRU" || op == "RNN"; }

bool read_recurrent(Node& node) {
  const std::string& op = node.op();
  if (importer::is_recurrence(op)) read_recurrence(node);
  else if (op == "Gather") read_gather(node);
  else if (op == "Slice") read_slice(node);
  else return op == "Concat" && read_stack(node);
  return true;
}

}  // namespace importer
