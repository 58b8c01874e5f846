// Reshape, Flatten, Squeeze, Unsqueeze, Transpose, Identity, Cast, Dropout: the same values, seen otherwise.

#include <algorithm>
#include <numeric>
#include <utility>

#include "operators.hpp"
#include "ratio.hpp"

namespace importer {

namespace {

std::int64_t product_of(const std::vector<std::int64_t>& batch) {
  std::int64_t product = 1;
  for (const std::int64_t extent : batch) {
    if (extent < 0) return -1;
    if (product > 0x7fffffff / extent) return -1;
    product *= extent;
  }
  return product;
}

/// Whether a shape has the samples and rows of each as one extent: (samples·rows, values), of (samples, rows, values).
/// So Keras and others write a Dense in each step.
bool joins_rows(const Flow& from, std::int64_t samples, const std::vector<std::int64_t>& target,
                const std::vector<bool>& batch) {
  if (target.size() < 2 || batch[0]) return false;
  std::size_t rows = from.size();
  for (std::size_t i = 1; i < target.size(); ++i) {
    if (batch[i] || target[i] < 1 || rows % static_cast<std::size_t>(target[i]) != 0) return false;
    rows /= static_cast<std::size_t>(target[i]);
  }
  if (rows < 2) return false;
  return target[0] == -1 ||
         (samples > 0 && target[0] % samples == 0 && static_cast<std::uint64_t>(target[0] / samples) == rows);
}

/// The extents of a reshaped flow, from those that ONNX asks for: -1 for what is left, `batch` where it is the size of
/// the batch.
void give_reshaped(const Node& node, const Flow& from, std::vector<std::int64_t> target,
                   const std::vector<bool>& batch) {
  const auto text = [&] {
    std::string all;
    for (const std::int64_t extent : target) all += (all.empty() ? "" : ", ") + std::to_string(extent);
    return "[" + all + "]";
  };
  Flow result = from;
  result.joined = 0;
  const std::size_t leading = from.batch.size();
  const std::int64_t samples = importer::product_of(from.batch);
  const auto is_batch = [&](std::size_t i) { return !batch.empty() && batch[i]; };
  if (leading == 1 && importer::joins_rows(from, samples, target, batch)) {
    result.joined = 1;
    result.shape.assign(1, from.size());
    for (std::size_t i = 1; i < target.size(); ++i) {
      result.shape.push_back(static_cast<std::size_t>(target[i]));
      result.shape[0] /= result.shape.back();
    }
    return node.give(std::move(result));
  }
  if (std::count(target.begin(), target.end(), -1) > 1)
    node.refuse("its shape is " + text() + ", with two unknown extents");
  // How many leading extents of the target hold the samples.
  std::size_t kept = 0;
  std::vector<std::int64_t> lead;
  if (leading > 0) {
    const bool same = target.size() >= leading && [&] {
      for (std::size_t i = 0; i < leading; ++i)
        if (!(target[i] == from.batch[i] && from.batch[i] > 0) && !(is_batch(i) && leading == 1) && target[i] != -1)
          return false;
      return true;
    }();
    if (same) {
      kept = leading;
      lead = from.batch;
    } else if (!target.empty() && (target[0] == -1 || (samples > 0 && target[0] == samples))) {
      kept = 1;
      lead = {samples};
    } else {
      node.refuse("its shape is " + text() + "; the first extent, which counts samples, would have to stay");
    }
  }
  Extents shape;
  std::size_t known = 1, open = target.size();
  for (std::size_t i = kept; i < target.size(); ++i) {
    if (is_batch(i))
      node.refuse("the size of the batch is extent " + std::to_string(i) + " of its shape, not the first");
    if (target[i] == -1) {
      open = shape.size();
      shape.push_back(1);
      continue;
    }
    if (target[i] < 1) node.refuse("its shape is " + text() + "; extents above 0 would be needed");
    const auto extent = static_cast<std::size_t>(target[i]);
    if (extent > from.size() / known) node.refuse("its shape is " + text() + ", a sample has " + text_of(from.shape));
    shape.push_back(extent);
    known *= extent;
  }
  if (open < target.size()) {
    if (from.size() % known != 0) node.refuse("its shape is " + text() + ", a sample has " + text_of(from.shape));
    shape[open] = from.size() / known;
  }
  result.batch = std::move(lead);
  if (product(shape) != from.size())
    node.refuse("its shape is " + text() + ", a sample has " + text_of(from.shape) +
                "; samples would have to keep their values");
  result.shape = std::move(shape);
  node.give(std::move(result));
}

/// The same of a flow in which extents of a sample stand before those that count samples: both stay.
void give_reshaped_behind(const Node& node, const Flow& from, const std::vector<std::int64_t>& target,
                          const std::vector<bool>& batch) {
  const std::size_t lead = from.lead, kept = lead + from.batch.size();
  bool stay = target.size() >= kept;
  for (std::size_t i = 0; stay && i < kept; ++i) {
    const std::int64_t extent = i < lead ? static_cast<std::int64_t>(from.shape[i]) : from.batch[i - lead];
    stay = batch[i] ? i >= lead : target[i] == extent && extent > 0;
  }
  if (!stay)
    node.refuse("the first " + std::to_string(kept) +
                " extents of its input, of which one counts samples, would have to stay");
  Extents rest;
  std::size_t known = 1, open = target.size();
  std::size_t values = 1;
  for (std::size_t i = lead; i < from.shape.size(); ++i) values *= from.shape[i];
  for (std::size_t i = kept; i < target.size(); ++i) {
    if (batch[i] || (target[i] < 1 && (target[i] != -1 || open != target.size())))
      node.refuse("extent " + std::to_string(i) + " of its shape is not understood");
    if (target[i] == -1) open = rest.size();
    rest.push_back(target[i] == -1 ? 1 : static_cast<std::size_t>(target[i]));
    if (rest.back() > values / known) node.refuse("its shape has more values than its input");
    known *= rest.back();
  }
  if (open != target.size()) {
    rest[open] = values / known;
    known *= rest[open];
  }
  if (known != values) node.refuse("its shape has another number of values than its input");
  Flow result = from;
  result.shape.resize(lead);
  result.shape.insert(result.shape.end(), rest.begin(), rest.end());
  node.give(std::move(result));
}

void read_reshape(Node& node) {
  node.takes(2, 2);
  const bool allow_zero = node.integer("allowzero", 0) != 0;
  const Flow& from = node.flow(0);
  const Constant& shape = node.constant(1);
  if (!shape.is_integer() || shape.extents.size() != 1) node.refuse("its shape is no list of integers");
  std::vector<std::int64_t> target = shape.integers();
  std::vector<bool> batch = shape.batch;
  if (target.size() > 16) node.refuse("its shape has " + std::to_string(target.size()) + " extents");
  batch.resize(target.size());
  for (std::size_t i = 0; i < target.size(); ++i) {
    if (target[i] != 0 || allow_zero || batch[i]) continue;
    if (i >= from.rank())
      node.refuse("extent " + std::to_string(i) + " of its shape is 0, but its input has none to copy");
    if (from.joined != 0) {
      target[i] = i == 0 ? -1 : static_cast<std::int64_t>(from.shape[i]);  // rows stay rows, of as many values
      continue;
    }
    if (i >= from.lead && i < from.lead + from.batch.size()) {
      const std::int64_t samples = from.batch[i - from.lead];
      batch[i] = samples < 0;
      target[i] = batch[i] ? 0 : samples;
      if (batch[i] && from.batch.size() > 1) node.refuse("it copies one of several extents that count samples");
    } else {
      target[i] = static_cast<std::int64_t>(from.shape[i < from.lead ? i : i - from.batch.size()]);
    }
  }
  if (from.lead != 0) return importer::give_reshaped_behind(node, from, target, batch);
  importer::give_reshaped(node, from, std::move(target), batch);
}

void read_flatten(Node& node) {
  node.takes(1, 1);
  const Flow& from = node.flow(0);
  const std::int64_t given = node.integer("axis", 1);
  const auto rank = static_cast<std::int64_t>(from.rank());
  if (given < -rank || given > rank) node.refuse_attribute("axis", "an axis of the input would be needed");
  const auto axis = static_cast<std::size_t>(given < 0 ? given + rank : given);
  Flow result = from;
  if (axis < from.batch.size() || (axis == 0 && !from.batch.empty()))
    node.refuse_attribute("axis", "the extents before " + std::to_string(from.batch.size()) + " count samples");
  if (from.batch.empty()) {
    const Extents front(from.shape.begin(), from.shape.begin() + static_cast<std::ptrdiff_t>(axis));
    const std::size_t rows = product(front);
    result.shape = {rows, from.size() / rows};
  } else if (axis > from.batch.size()) {
    node.refuse_attribute("axis",
                          std::to_string(from.batch.size()) + " would be needed: what lies before it counts samples");
  } else {
    result.batch = {importer::product_of(from.batch)};
    result.shape = {from.size()};
  }
  node.give(std::move(result));
}

/// The axes of Squeeze and Unsqueeze: an attribute before opset 13, an input from then on.
bool read_axes(Node& node, std::vector<std::int64_t>& axes) {
  if (node.opset() < 13) {
    node.takes(1, 1);
    axes = node.list("axes");
    return node.has_attribute("axes");
  }
  node.takes(1, 2);
  if (!node.has(1)) return false;
  axes = node.integers(1);
  return true;
}

void read_squeeze(Node& node) {
  const Flow& from = node.flow(0);
  std::vector<std::int64_t> given;
  std::vector<bool> drop(from.rank());
  if (read_axes(node, given)) {
    for (const std::size_t a : node.axes(given, from.rank())) drop[a] = true;
  } else {
    if (!from.batch.empty()) node.refuse("it has no axes, so it would drop the batch if it is 1; axes would be needed");
    for (std::size_t i = 0; i < from.shape.size(); ++i) drop[i] = from.shape[i] == 1;
  }
  Flow result = from;
  result.shape.clear();
  for (std::size_t i = 0; i < from.rank(); ++i) {
    if (i >= from.lead && i < from.lead + from.batch.size()) {
      if (drop[i] && (node.graph().has_samples() || from.batch[i - from.lead] != 1))
        node.refuse("it drops extent " + std::to_string(i) + ", which counts samples");
      if (drop[i]) result.batch.clear();  // of one sample, which has got the extent by an Unsqueeze
      continue;
    }
    const std::size_t extent = from.shape[i < from.lead ? i : i - from.batch.size()];
    if (drop[i] && i < from.lead) --result.lead;
    if (!drop[i]) result.shape.push_back(extent);
    else if (extent != 1) node.refuse("it drops an extent of " + std::to_string(extent));
  }
  node.give(std::move(result));
}

void read_unsqueeze(Node& node) {
  const Flow& from = node.flow(0);
  std::vector<std::int64_t> given;
  if (!read_axes(node, given)) node.refuse("its axes are left out");
  if (given.size() > 16) node.refuse("it has " + std::to_string(given.size()) + " axes");
  const std::size_t rank = from.rank() + given.size();
  std::vector<bool> added(rank);
  for (const std::size_t a : node.axes(given, rank)) added[a] = true;
  Flow result = from;
  result.shape.clear();
  std::size_t next = 0;
  for (std::size_t i = 0; i < rank; ++i) {
    const std::size_t behind = from.lead + from.batch.size();
    if (added[i]) {
      if (next < behind && !node.graph().has_recurrence())
        node.refuse(
            "it adds an extent before those that count samples; if none of the input does, --batch-extents 0 says so");
      if (next > from.lead && next < behind) node.refuse("it adds an extent among those that count samples");
      if (next <= from.lead && !from.batch.empty()) ++result.lead;
      result.shape.push_back(1);
    } else {
      if (next < from.lead) result.shape.push_back(from.shape[next]);
      else if (next >= behind) result.shape.push_back(from.shape[next - from.batch.size()]);
      ++next;
    }
  }
  node.give(std::move(result));
}

void read_transpose(Node& node) {
  node.takes(1, 1);
  const Flow& from = node.flow(0);
  std::vector<std::int64_t> given = node.list("perm");
  if (!node.has_attribute("perm"))
    for (std::size_t i = from.rank(); i-- > 0;) given.push_back(static_cast<std::int64_t>(i));
  const std::vector<std::size_t> order = node.axes(given, from.rank());
  if (order.size() != from.rank()) node.refuse_attribute("perm", std::to_string(from.rank()) + " axes would be needed");
  std::vector<std::size_t> of_sample;
  std::size_t lead = 0, samples = 0;  // extents of a sample before those that count samples; how many of these were met
  for (const std::size_t axis : order) {
    if (axis >= from.lead && axis < from.lead + from.batch.size()) {
      if (samples == 0) lead = of_sample.size();
      if (axis != from.lead + samples++ || lead != of_sample.size())
        node.refuse_attribute("perm", "the extents that count samples would have to stay together");
    } else of_sample.push_back(axis < from.lead ? axis : axis - from.batch.size());
  }
  if (lead != 0 && !node.graph().has_recurrence())
    node.refuse_attribute("perm", "the first extent, which counts samples, would have to stay the first");
  Flow result = node.transpose(from, of_sample);
  result.lead = lead;
  node.give(std::move(result));
}

/// DepthToSpace: channels become blocks of pixels. SpaceToDepth: the reverse.
void read_blocks(Node& node, bool to_space) {
  node.takes(1, 1);
  const Flow& from = node.flow(0);
  node.needs_one_batch_extent(from);
  const std::int64_t given = node.integer("blocksize", 0);
  const std::string mode = to_space ? node.text("mode", "DCR") : "DCR";
  if (mode != "DCR" && mode != "CRD") node.refuse_attribute("mode", "\"DCR\" or \"CRD\" would be needed");
  if (from.shape.size() != 3) node.refuse("a sample of its input is no image");
  const std::size_t c = from.shape[0], h = from.shape[1], w = from.shape[2];
  if (given < 1 || given > 65536) node.refuse_attribute("blocksize", "a number from 1 to 65536 would be needed");
  const auto b = static_cast<std::size_t>(given);
  if (to_space) {
    if (c % (b * b) != 0) node.refuse_attribute("blocksize", "its square would have to divide the channels");
    const Extents split = mode == "DCR" ? Extents{b, b, c / (b * b), h, w} : Extents{c / (b * b), b, b, h, w};
    const std::vector<std::size_t> order =
        mode == "DCR" ? std::vector<std::size_t>{2, 3, 0, 4, 1} : std::vector<std::size_t>{0, 3, 1, 4, 2};
    node.give(node.reshape(node.transpose(node.reshape(from, split), order), {c / (b * b), h * b, w * b}));
  } else {
    if (h % b != 0 || w % b != 0) node.refuse_attribute("blocksize", "it would have to divide height and width");
    node.give(node.reshape(node.transpose(node.reshape(from, {c, h / b, b, w / b, b}), {2, 4, 0, 1, 3}),
                           {c * b * b, h / b, w / b}));
  }
}

void read_dropout(Node& node) {
  node.takes(1, 3);
  double ratio = node.opset() < 12 ? node.real("ratio", 0.5) : 0.5;
  node.ignore("seed");
  if (node.opset() < 7) node.must_be("is_test", 1, 0);
  if (node.has(1)) {
    const Numbers given = node.numbers(1);
    if (given.size() != 1) node.refuse("its ratio is no single number");
    ratio = given[0];
  }
  if (node.has(2)) {
    const Numbers given = node.numbers(2);
    if (given.size() != 1 || given[0] != 0)
      node.refuse("its training_mode is true; its output is random, and false would be needed");
  }
  const Flow& from = node.flow(0);
  if (ratio == 0) return node.give(Flow(from));
  if (!(ratio > 0 && ratio < 1))
    node.refuse("its ratio is " + std::to_string(ratio) + "; one from 0 to 1 would be needed");
  Step step;
  step.name = "Dropout";
  step.arguments = {importer::ratio_of(node, ratio, "ratio")};
  step.from = {from.step};
  step.place = node.place();
  step.shape = node.draft()[from.step].shape;
  step.unrolled = node.draft()[from.step].unrolled;
  Flow result = from;
  result.step = node.draft().add(std::move(step));
  node.give(std::move(result));
}

void read_cast(Node& node) {
  node.takes(1, 1);
  const std::int64_t to = node.integer("to", 0);
  node.ignore("saturate");
  if (to == onnx::TensorProto::BOOL && importer::read_truth(node)) return;
  if (to != onnx::TensorProto::FLOAT && to != onnx::TensorProto::DOUBLE && to != onnx::TensorProto::FLOAT16 &&
      to != onnx::TensorProto::BFLOAT16)
    node.refuse_attribute("to", "a floating-point type would be needed: 1, 10, 11 or 16");
  if (importer::read_step(node)) return;
  const bool is_double = to == onnx::TensorProto::DOUBLE;
  if (is_double != node.draft().is_double())
    node.draft().note(node.place() + " was left out: the net computes in " +
                      (node.draft().is_double() ? "double" : "float") + " throughout");
  node.give(Flow(node.flow(0)));
}

}  // namespace

bool read_shape_operator(Node& node) {
  const std::string& op = node.op();
  if (op == "Reshape") read_reshape(node);
  else if (op == "Flatten") read_flatten(node);
  else if (op == "Squeeze") read_squeeze(node);
  else if (op == "Unsqueeze") read_unsqueeze(node);
  else if (op == "Transpose") read_transpose(node);
  else if (op == "DepthToSpace" || op == "SpaceToDepth") read_blocks(node, op == "DepthToSpace");
  else if (op == "Dropout") read_dropout(node);
  else if (op == "Cast") read_cast(node);
  else if (op == "Identity") {
    node.takes(1, 1);
    node.give(Flow(node.flow(0)));
  } else return false;
  return true;
}

}  // namespace importer
