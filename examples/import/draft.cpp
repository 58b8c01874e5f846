#include "draft.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <utility>

namespace importer {

namespace {

constexpr std::size_t most_steps = 10'000, most_depth = 100;

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += ", ";
    text += part;
  }
  return text;
}
std::string types_of(const std::vector<Layer>& layers) {
  std::vector<std::string> types;
  for (const Layer& layer : layers) types.push_back(layer.type);
  return importer::joined(types);
}
std::size_t modules_of(const std::vector<Layer>& layers) {
  std::size_t count = 0;
  for (const Layer& layer : layers) count += layer.modules;
  return count;
}

/// Moves the tensors of layers one after the other into a composite, in which they have the prefix and their module's
/// number.
void take_tensors(std::vector<Layer>& layers, const std::string& prefix, bool numbered, std::vector<Tensor>& to) {
  std::size_t module = 0;
  for (Layer& layer : layers) {
    for (Tensor& tensor : layer.tensors) {
      tensor.name = prefix + (numbered ? std::to_string(module) + "." : "") + tensor.name;
      to.push_back(std::move(tensor));
    }
    module += layer.modules;
  }
}

/// y = P(x) + F(x), either of which may be without layers.
Layer sum_of(std::vector<Layer> projection, std::vector<Layer> block) {
  Layer result;
  if (block.empty()) std::swap(projection, block);
  if (block.empty()) block.push_back({"PassThrough", 1, {}});
  result.type = "Residual<";
  if (!projection.empty()) result.type += "Projection<" + types_of(projection) + ">, ";
  result.type += types_of(block) + ">";
  take_tensors(projection, "projection.", true, result.tensors);
  take_tensors(block, "block.", true, result.tensors);
  return result;
}
Layer concat_of(std::vector<std::vector<Layer>> branches) {
  Layer result;
  std::vector<std::string> types;
  for (std::size_t j = 0; j < branches.size(); ++j) {
    std::vector<Layer>& layers = branches[j];
    if (layers.empty()) types.emplace_back("PassThrough");
    else if (layers.size() == 1) types.push_back(layers[0].type);
    else types.push_back("Sequential<" + types_of(layers) + ">");
    take_tensors(layers, "branches." + std::to_string(j) + ".", layers.size() > 1 || modules_of(layers) > 1,
                 result.tensors);
  }
  result.type = "Concat<" + joined(types) + ">";
  return result;
}

bool is_all(const Numbers& numbers, double value) {
  for (std::size_t i = 0; i < numbers.size(); ++i)
    if (numbers[i] != value) return false;
  return true;
}
bool is_identity(const Step& affine) { return is_all(affine.scale, 1) && is_all(affine.shift, 0); }
/// The number of channels among `channels` of equal size that share one of `of` values; 0 if they do not.
std::size_t sharing(std::size_t channels, std::size_t of) { return channels % of == 0 ? channels / of : 0; }

void add_bias(Step& layer, std::size_t outputs) {
  const auto no_bias = std::find(layer.arguments.begin(), layer.arguments.end(), "NoBias");
  if (no_bias == layer.arguments.end()) return;
  layer.arguments.erase(no_bias);
  layer.tensors.push_back({"bias", {outputs}, Numbers(outputs, [](std::size_t) { return 0.0; }), false});
}

}  // namespace

std::size_t product(const Extents& extents) {
  std::size_t result = 1;
  for (const std::size_t extent : extents) result *= extent;
  return result;
}
std::string list_of(const Extents& extents) {
  std::string text;
  for (const std::size_t extent : extents) text += (text.empty() ? "" : ", ") + std::to_string(extent);
  return text;
}
std::string text_of(const Extents& extents) {
  std::string text;
  for (const std::size_t extent : extents) text += (text.empty() ? "" : "×") + std::to_string(extent);
  return text.empty() ? "a single value" : text;
}

void Draft::refuse(const Step& step, const std::string& what) const {
  throw import_error((file_ + ": " + step.place + ": " + what).c_str());
}

std::size_t Draft::add(Step step) {
  if (steps_.size() >= most_steps) refuse(step, "the net has more than " + std::to_string(most_steps) + " layers");
  std::size_t left = most_values;
  for (const std::size_t extent : step.shape)
    if (extent > 0 && (left /= extent) == 0)
      refuse(step, "its output would be " + text_of(step.shape) + "; a net takes at most 2^32 values a sample");
  // A step, its texts and the layer that becomes of it, and a tensor with its name, its extents and what computes it.
  const std::size_t bytes =
      sizeof(Step) + 384 +
      512 * (step.tensors.size() + (step.kind == Step::Kind::affine ? 2 : 0) + (step.mean ? 1 : 0));
  if (!memory_->has_room(bytes)) refuse(step, "the layers would take more memory than twice the file");
  memory_->take(bytes);
  steps_.push_back(std::move(step));
  return steps_.size() - 1;
}
std::size_t Draft::reshaped(std::size_t from, const Extents& shape, const std::string& place) {
  while (steps_[from].kind == Step::Kind::view && steps_[from].shape != shape) from = steps_[from].from[0];
  if (steps_[from].shape == shape) return from;
  Step view;
  view.kind = Step::Kind::view;
  view.shape = shape;
  view.from = {from};
  view.place = place;
  return add(std::move(view));
}
void Draft::note(const std::string& text) {
  if (std::find(notes_.begin(), notes_.end(), text) == notes_.end()) notes_.push_back(text);
}

template <class Values> void Draft::check_finite(const Step& step, const Values& values) const {
  if (allow_non_finite_) return;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isfinite(values[i])) refuse(step, "its constants are not all finite (--allow-non-finite takes such)");
}

// ---- Folding.

/// Consumers are those from which the output is reached.
void Draft::count_consumers(std::size_t output) {
  consumers_.assign(steps_.size(), {});
  std::vector<bool> used(steps_.size());
  used[output] = true;
  for (std::size_t i = output + 1; i-- > 0;)
    if (used[i])
      for (const std::size_t from : steps_[i].from) {
        used[from] = true;
        consumers_[from].push_back(i);
      }
}
/// Gives the consumers of a step to the one before it.
void Draft::replace(std::size_t step, std::size_t by) {
  std::vector<std::size_t>& readers = consumers_[by];
  readers.erase(std::remove(readers.begin(), readers.end(), step), readers.end());
  for (const std::size_t reader : consumers_[step]) {
    for (std::size_t& from : steps_[reader].from)
      if (from == step) from = by;
    readers.push_back(reader);
  }
  consumers_[step].clear();
}

/// The step whose values an affine step reads, behind views, if nothing else reads them.
std::optional<std::size_t> Draft::producer(std::size_t affine) const {
  std::size_t at_step = steps_[affine].from[0];
  while (steps_[at_step].kind == Step::Kind::view && consumers_[at_step].size() == 1) at_step = steps_[at_step].from[0];
  if (consumers_[at_step].size() != 1) return std::nullopt;
  return at_step;
}

bool Draft::fold_into_affine(std::size_t index) {
  const std::optional<std::size_t> found = producer(index);
  if (!found || steps_[*found].kind != Step::Kind::affine || steps_[*found].unrolled != steps_[index].unrolled)
    return false;
  const Step& affine = steps_[index];
  Step& before = steps_[*found];
  const std::size_t given = affine.scale.size();
  const std::size_t had = before.scale.size(), channels = std::max(given, had);
  if (channels % given != 0 || channels % had != 0) return false;
  // Products are computed once. Where there is no room for them, they stay two steps.
  const std::size_t bytes = 2 * sizeof(double) * channels, more = bytes - std::min(bytes, before.computed_bytes);
  if (!memory_->has_room(bytes)) return false;
  memory_->take(more);
  before.computed_bytes += more;
  std::vector<double> scale(channels), shift(channels);
  for (std::size_t c = 0; c < channels; ++c) {
    const std::size_t a = c / (channels / given), b = c / (channels / had);
    scale[c] = affine.scale[a] * before.scale[b];
    shift[c] = affine.scale[a] * before.shift[b] + affine.shift[a];
  }
  before.scale = std::move(scale);
  before.shift = std::move(shift);
  return true;
}

bool Draft::fold_into_producer(std::size_t index) {
  const std::optional<std::size_t> found = producer(index);
  if (!found) return false;
  Step& affine = steps_[index];
  Step& before = steps_[*found];
  const std::size_t given = affine.scale.size();
  if (before.kind != Step::Kind::layer || before.linear == Step::Linear::none || !before.activation.empty() ||
      before.unrolled != affine.unrolled)
    return false;
  const std::size_t outputs =
      before.linear == Step::Linear::normalization ? before.tensors[0].values.size() : before.own_shape()[0];
  const std::size_t shared = sharing(outputs, given);
  if (shared == 0) return false;
  const bool shifts = !importer::is_all(affine.shift, 0);
  if (before.linear != Step::Linear::dense && before.linear != Step::Linear::normalization && shifts)
    importer::add_bias(before, outputs);
  Tensor& weight = before.tensors[0];
  std::size_t per_output = weight.values.size() / outputs, inputs = 1, of_group = outputs;
  if (before.linear == Step::Linear::transposed) {  // (in, out / groups, rows, columns)
    of_group = weight.extents[1];
    inputs = weight.extents[0] / before.groups;
    per_output = weight.values.size() / (weight.extents[0] * of_group);
  }
  const auto scale = std::make_shared<const Numbers>(std::move(affine.scale));
  weight.values.change([=](std::size_t i, double w) {
    const std::size_t o = i / per_output;  // of a transposed convolution: the group's outputs for each input
    return w * (*scale)[(o % of_group + o / (of_group * inputs) * of_group) / shared];
  });
  if (before.tensors.size() > 1)
    before.tensors[1].values.change([=, shift = std::move(affine.shift)](std::size_t o, double b) {
      return b * (*scale)[o / shared] + shift[o / shared];
    });
  return true;
}

bool Draft::fold_into_consumer(std::size_t index) {
  Step& affine = steps_[index];
  std::size_t at_step = index;
  do {
    if (consumers_[at_step].size() != 1) return false;
    at_step = consumers_[at_step][0];
  } while (steps_[at_step].kind == Step::Kind::view);
  Step& after = steps_[at_step];
  const bool convolves = after.linear == Step::Linear::convolution;
  if (after.kind != Step::Kind::layer || (after.linear != Step::Linear::dense && !convolves) ||
      after.unrolled != affine.unrolled)
    return false;
  const bool shifts = !importer::is_all(affine.shift, 0);
  if (shifts && after.pads) return false;
  const Tensor& weight = after.tensors[0];
  const std::size_t outputs = weight.extents[0], depth = weight.extents[1];
  const std::size_t taps = weight.values.size() / (outputs * depth), per_group = outputs / after.groups;
  const std::size_t shared = sharing(depth * after.groups, affine.scale.size());
  if (shared == 0) return false;
  const auto channel = [=](std::size_t i) {
    return (i / taps % depth + i / (depth * taps) / per_group * depth) / shared;
  };
  if (shifts) {
    std::vector<double> more(outputs);
    for (std::size_t i = 0; i < weight.values.size(); ++i)
      more[i / (depth * taps)] += weight.values[i] * affine.shift[channel(i)];
    if (convolves) importer::add_bias(after, outputs);  // moves the weight
    after.tensors[1].values.change([more = std::move(more)](std::size_t o, double b) { return b + more[o]; });
  }
  after.tensors[0].values.change(
      [channel, scale = std::move(affine.scale)](std::size_t i, double w) { return w * scale[channel(i)]; });
  return true;
}

/// Takes an affine step out, or makes it a view of the same shape where it is the output.
void Draft::drop(std::size_t index, std::size_t output) {
  steps_[index].scale = steps_[index].shift = Numbers();
  if (index == output) steps_[index].kind = Step::Kind::view;
  else replace(index, steps_[index].from[0]);
}

void Draft::fold(std::size_t output) {
  const auto is_used = [&](std::size_t i) { return i == output || !consumers_[i].empty(); };
  // Views of views, and scales after scales.
  for (std::size_t i = 0; i <= output; ++i) {
    Step& step = steps_[i];
    if (!is_used(i)) continue;
    if (step.kind == Step::Kind::view && steps_[step.from[0]].kind == Step::Kind::view) {
      const std::size_t before = step.from[0];
      std::vector<std::size_t>& readers = consumers_[before];
      readers.erase(std::find(readers.begin(), readers.end(), i));
      step.from[0] = steps_[before].from[0];
      consumers_[step.from[0]].push_back(i);
      if (readers.empty()) {
        std::vector<std::size_t>& of = consumers_[step.from[0]];
        of.erase(std::find(of.begin(), of.end(), before));
      }
    }
    if (step.kind == Step::Kind::affine && fold_into_affine(i)) drop(i, output);
  }
  // Scales into layers.
  for (std::size_t i = 0; i <= output; ++i)
    if (is_used(i) && steps_[i].kind == Step::Kind::affine &&
        (importer::is_identity(steps_[i]) || fold_into_producer(i) || fold_into_consumer(i)))
      drop(i, output);
  for (std::size_t i = 0; i <= output; ++i) {
    Step& step = steps_[i];
    if (step.incomplete != nullptr) continue;
    if (step.kind != Step::Kind::activation || (i != output && consumers_[i].empty())) continue;
    std::size_t at_step = step.from[0];
    while (!step.rowwise && steps_[at_step].kind == Step::Kind::view && consumers_[at_step].size() == 1)
      at_step = steps_[at_step].from[0];
    Step& before = steps_[at_step];
    const bool takes =
        before.linear == Step::Linear::dense ||
        (!step.rowwise && (before.linear == Step::Linear::convolution || before.linear == Step::Linear::transposed));
    if (before.kind != Step::Kind::layer || !takes || !before.activation.empty() || consumers_[at_step].size() != 1 ||
        before.unrolled != step.unrolled)
      continue;
    before.activation = step.name;
    if (i == output) step.kind = Step::Kind::view;
    else replace(i, step.from[0]);
  }
}

// ---- Nesting.

void Draft::emit(std::size_t index, std::vector<Layer>& layers) {
  Step& step = steps_[index];
  const std::size_t first = layers.size();
  const auto view = [&](const Extents& shape) {
    layers.push_back({shape.size() == 1 ? "Flatten" : "Reshape<" + importer::list_of(shape) + ">", 1, {}});
  };
  Layer layer;
  switch (step.kind) {
    case Step::Kind::input:
      layer = {"Input<" + importer::list_of(step.shape) + ">", 0, {}};
      break;
    case Step::Kind::layer: {
      std::vector<std::string> arguments = step.arguments;
      if (!step.activation.empty()) arguments.push_back(step.activation);
      layer.type = step.name;
      if (!arguments.empty()) layer.type += "<" + importer::joined(arguments) + ">";
      layer.modules = step.activation.empty() ? 1 : 2;
      layer.tensors = std::move(step.tensors);
      break;
    }
    case Step::Kind::activation:
      layer.type = "Activate<" + step.name + ">";
      break;
    case Step::Kind::affine: {
      // A convolution of each channel by itself, with one weight.
      const Extents own = step.own_shape();
      const std::size_t channels = step.scale.size(), positions = importer::product(own) / channels;
      const bool shifts = !importer::is_all(step.shift, 0);
      const bool image = own.size() == 3 && own[0] == channels;
      const Extents shape = image ? own : Extents{channels, positions};
      if (shape != own) view(shape);
      const std::string number = std::to_string(channels);
      layer.type = image ? "DepthwiseConv2D<1" : "Conv1D<" + number + ", 1";
      if (!image && channels > 1) layer.type += ", Groups<" + number + ">";
      layer.type += shifts ? ">" : ", NoBias>";
      Extents extents{channels, 1, 1};
      if (image) extents.push_back(1);
      layer.tensors.push_back({"weight", extents, std::move(step.scale), false});
      if (shifts) layer.tensors.push_back({"bias", {channels}, std::move(step.shift), false});
      for (Tensor& tensor : layer.tensors) tensor.values.round_to(is_double_);
      note(step.place + " is a convolution of each channel by itself, with one weight per channel");
      layers.push_back(std::move(layer));
      if (shape != own) view(own);
      for (std::size_t k = first; k < layers.size(); ++k) layers[k].unrolled = step.unrolled;
      return;
    }
    case Step::Kind::view:
      if (steps_[step.from[0]].shape != step.shape) view(step.shape);
      return;
    case Step::Kind::permute:
      layer.type = "Permute<" + importer::list_of(step.order) + ">";
      break;
    case Step::Kind::sum:
    case Step::Kind::concat:
      return;
  }
  layer.unrolled = step.unrolled;
  layers.push_back(std::move(layer));
}

/// Layers over the steps of a window, one behind the other, become one Unroll.
std::vector<Layer> Draft::unrolled(std::vector<Layer> layers) {
  std::size_t count = 0;  // in place: a net may have many layers
  for (std::size_t i = 0; i < layers.size();) {
    const std::size_t steps = layers[i].unrolled;
    if (steps == 0) {
      if (count != i) layers[count] = std::move(layers[i]);
      ++i;
    } else {
      std::vector<Layer> inner;
      for (; i < layers.size() && layers[i].unrolled == steps; ++i) inner.push_back(std::move(layers[i]));
      Layer unroll;
      unroll.type = "Unroll<" + std::to_string(steps) + ", " + importer::types_of(inner) + ">";
      importer::take_tensors(inner, "", true, unroll.tensors);
      layers[count] = std::move(unroll);
    }
    ++count;
  }
  layers.resize(count);
  return layers;
}

Layer Draft::join(std::size_t index, std::size_t depth) {
  const Step step = steps_[index];
  if (depth > most_depth)
    refuse(step, "branches lie within each other more than " + std::to_string(most_depth) + " deep");
  std::vector<std::vector<Layer>> branches;
  for (const std::size_t end : step.from) branches.push_back(chain(dominator_[index], end, depth + 1));
  if (step.kind == Step::Kind::concat) return importer::concat_of(std::move(branches));
  std::vector<Layer> total = std::move(branches[0]);
  for (std::size_t j = 1; j < branches.size(); ++j) {
    Layer sum = importer::sum_of(std::move(total), std::move(branches[j]));
    total.clear();
    total.push_back(std::move(sum));
  }
  return std::move(total[0]);
}

/// The layers between two steps, the second one included.
std::vector<Layer> Draft::chain(std::size_t from, std::size_t to, std::size_t depth) {
  std::vector<std::size_t> path;
  for (std::size_t i = to; i != from; i = dominator_[i]) path.push_back(i);
  std::vector<Layer> layers;
  for (; !path.empty(); path.pop_back()) {
    const std::size_t i = path.back();
    const Step& step = steps_[i];
    if (emitted_[i])
      refuse(step,
             "its output goes into two branches that do not begin there; this needs a net in which branches share "
             "layers");
    emitted_[i] = true;
    if (step.kind == Step::Kind::sum || step.kind == Step::Kind::concat) layers.push_back(join(i, depth));
    else emit(i, layers);
  }
  return unrolled(std::move(layers));
}

Model Draft::finish(std::size_t output) {
  count_consumers(output);
  fold(output);
  count_consumers(output);
  dominator_.assign(steps_.size(), 0);
  std::vector<std::size_t> level(steps_.size());
  for (std::size_t i = 1; i <= output; ++i) {
    if (i != output && consumers_[i].empty()) continue;
    std::size_t common = steps_[i].from[0];
    for (std::size_t other : steps_[i].from)
      while (common != other)
        if (level[common] > level[other]) common = dominator_[common];
        else other = dominator_[other];
    dominator_[i] = common;
    level[i] = level[common] + 1;
  }
  emitted_.assign(steps_.size(), false);
  std::size_t widest = 0;
  for (std::size_t i = 0; i <= output; ++i) {
    Step& step = steps_[i];
    if (i != output && consumers_[i].empty()) continue;
    if (step.incomplete != nullptr) refuse(step, step.incomplete);
    if (i != 0) widest = std::max(widest, importer::product(step.shape));
    if (step.twin != 0 && !consumers_[step.twin].empty())
      note(step.place + " is two layers with the same weights, which training would change apart");
    for (Tensor& tensor : step.tensors) {
      tensor.values.round_to(is_double_);
      check_finite(step, tensor.values);
    }
    check_finite(step, step.scale);
    check_finite(step, step.shift);
  }
  consumers_ = {};  // layers take its memory
  Model model;
  model.source = file_;
  model.scalar = is_double_ ? "double" : "float";
  model.input = steps_[0].shape;
  model.output = steps_[output].shape;
  model.widest = widest;
  emit(0, model.layers);
  for (Layer& layer : chain(0, output, 0)) model.layers.push_back(std::move(layer));
  if (model.layers.size() == 1) model.layers.push_back({"PassThrough", 1, {}});
  model.notes = std::move(notes_);
  return model;
}

}  // namespace importer
