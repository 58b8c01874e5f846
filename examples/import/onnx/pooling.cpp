// MaxPool, AveragePool, GlobalMaxPool, GlobalAveragePool, ReduceMean, ReduceMax, ReduceSum, Pad, Resize, Upsample.

#include <algorithm>
#include <cmath>
#include <utility>

#include "operators.hpp"
#include "windows.hpp"

namespace importer {

namespace {

/// The number of outputs along one axis; with `ceil`, as sinew's CeilMode counts them. `overhang`: how far the last
/// window extends beyond the padded image.
std::size_t outputs_along(const Node& node, const Window& w, std::size_t image, bool ceil, std::size_t& overhang) {
  const std::size_t padded = image + w.before + w.after;
  overhang = 0;
  if (padded + (ceil ? w.stride - 1 : 0) < w.span())
    node.refuse("its window spans " + std::to_string(w.span()) + " of " + std::to_string(image) +
                " values with a padding of " + std::to_string(w.before + w.after));
  if (!ceil) return (padded - w.span()) / w.stride + 1;
  std::size_t count = (padded + w.stride - 1 - w.span()) / w.stride + 1;
  if ((count - 1) * w.stride >= image + w.before) {
    if (node.opset() < 22)
      node.refuse(
          "by ceil_mode its last window starts in the padding, which programs before opset 22 count or not; "
          "explicit pads would be needed");
    count = (image + w.before - 1) / w.stride + 1;
  }
  const std::size_t end = (count - 1) * w.stride + w.span();
  overhang = end > padded ? end - padded : 0;
  return count;
}

void read_pool(Node& node, bool maximum) {
  node.takes(1, 1);
  Flow from = node.flow(0);
  const Image image = importer::image_of(node, from);
  const std::size_t rank = image.extents.size();
  if (!node.has_attribute("kernel_shape")) node.refuse_attribute("kernel_shape", "it would be needed");
  const Extents kernel = importer::read_positive(node, "kernel_shape", rank, 1);
  Windows windows = importer::read_windows(node, image.extents, kernel);
  const bool ceil = node.integer("ceil_mode", 0) != 0;
  bool counts_padding = maximum || node.integer("count_include_pad", 0) != 0;
  if (maximum && node.integer("storage_order", 0) != 0) node.ignore("storage_order");  // of the indices
  // Where a last window reaches beyond the image, zeros of a Pad count and what lies beyond does not: they stay apart.
  bool reaches_beyond = false;
  for (std::size_t k = 0; k < rank; ++k) {
    const Window& w = windows.axes[k];
    const std::size_t padded = image.extents[k] + w.before + w.after;
    reaches_beyond =
        reaches_beyond || (ceil && !windows.same_upper && (padded < w.span() || (padded - w.span()) % w.stride != 0));
  }
  const Step& before = node.draft()[from.step];
  if (!maximum && !before.padding.empty() && !reaches_beyond && (counts_padding || !windows.is_padded())) {
    importer::take_padding(node, from, windows);
    counts_padding = true;
  }
  Extents shape{image.channels};
  bool overhangs = false, dilated = false, differs = false;
  for (std::size_t k = 0; k < rank; ++k) {
    const Window& w = windows.axes[k];
    std::size_t overhang = 0;
    shape.push_back(outputs_along(node, w, from.shape[k + 1], ceil && !windows.same_upper, overhang));
    overhangs = overhangs || overhang > 0;
    differs = differs || (from.shape[k + 1] + w.before + w.after - w.span()) / w.stride + 1 != shape.back();
    dilated = dilated || w.dilation > 1;
    if (!importer::meets_image(w, from.shape[k + 1], shape.back()))
      node.refuse("one of its windows lies in the padding alone; each would have to reach the image");
  }
  if (overhangs && !maximum && counts_padding && node.opset() < 19)
    node.refuse_attribute("ceil_mode",
                          "before opset 19, programs do not agree on what count_include_pad counts in the last window; "
                          "ceil_mode 0, or zeros by a Pad and count_include_pad 0, would be needed");
  Step step;
  const bool is_image = rank == 2;
  if (!maximum && dilated) {
    if (windows.is_padded() || overhangs)
      node.refuse_attribute("dilations", "with padding, 1 would be needed: sinew's average pooling has no dilation");
    std::size_t places = 1;
    for (const Window& w : windows.axes) places *= w.kernel;
    step.name = is_image ? "DepthwiseConv2D" : "Conv1D";
    if (!is_image) step.arguments.push_back(std::to_string(image.channels));
    step.arguments.push_back(std::to_string(kernel[0]));
    for (std::string& option : windows.options(false)) step.arguments.push_back(std::move(option));
    if (!is_image && image.channels > 1) step.arguments.push_back("Groups<" + std::to_string(image.channels) + ">");
    step.arguments.emplace_back("NoBias");
    Extents extents{image.channels, 1};
    extents.insert(extents.end(), kernel.begin(), kernel.end());
    step.tensors.push_back(node.filled("weight", extents, 1 / static_cast<double>(places)));
    node.draft().note(node.place() + " has dilations and is a convolution with equal weights");
  } else {
    step.name = std::string(maximum ? "MaxPool" : "AvgPool") + (is_image ? "2D" : "1D");
    step.arguments.push_back(std::to_string(kernel[0]));
    for (std::string& option : windows.options(true)) step.arguments.push_back(std::move(option));
    if (overhangs || differs) step.arguments.emplace_back("CeilMode");
    if (!counts_padding && windows.is_padded()) step.arguments.emplace_back("IgnorePadding");
  }
  node.give(node.layer(from, std::move(step), from.shape, std::move(shape)));
}

/// The mean or maximum along axes of a sample.
Flow reduced(Node& node, const Flow& from, const std::vector<bool>& drops, bool keep, bool maximum) {
  std::vector<std::size_t> order;
  Extents shape;
  for (const bool dropped : {false, true})
    for (std::size_t i = 0; i < from.shape.size(); ++i)
      if (drops[i] == dropped) order.push_back(i);
  std::size_t values = 1;
  for (std::size_t i = 0; i < from.shape.size(); ++i) {
    if (drops[i]) values *= from.shape[i];
    if (!drops[i]) shape.push_back(from.shape[i]);
    else if (keep) shape.push_back(1);
  }
  if (values == 1) return node.reshape(from, shape);
  const std::size_t rest = from.size() / values;
  Step step;
  step.name = maximum ? "GlobalMaxPool2D" : "GlobalAvgPool2D";
  if (!maximum)
    step.mean =
        std::make_shared<const Mean>(Mean{from.step,
                                          {order.begin() + std::count(drops.begin(), drops.end(), false), order.end()},
                                          from.shape,
                                          from.extents,
                                          from.memory});
  const Flow turned = node.transpose(from, order);
  // An image stays one.
  const bool is_image = from.shape.size() == 3 && !drops[0] && drops[1] && drops[2];
  return node.reshape(node.layer(turned, std::move(step), is_image ? from.shape : Extents{rest, values}, {rest}),
                      shape);
}

void read_global_pool(Node& node, bool maximum) {
  node.takes(1, 1);
  const Flow& from = node.flow(0);
  node.needs_one_batch_extent(from);
  if (from.shape.size() < 2) node.refuse("a sample of its input is no image");
  std::vector<bool> drops(from.shape.size(), true);
  drops[0] = false;
  node.give(reduced(node, from, drops, true, maximum));
}

void read_reduction(Node& node, const std::string& op) {
  const Flow& from = node.flow(0);
  const bool by_input = node.opset() >= (op == "ReduceSum" ? 13 : 18);
  node.takes(1, by_input ? 2 : 1);
  std::vector<std::int64_t> given;
  if (by_input && node.has(1)) given = node.integers(1);
  else if (!by_input) given = node.list("axes");
  const bool keep = node.integer("keepdims", 1) != 0;
  if (given.empty()) {
    if (by_input && node.integer("noop_with_empty_axes", 0) != 0) return node.give(Flow(from));
    if (!from.batch.empty()) node.refuse("it reduces all axes, also those that count samples");
    for (std::size_t i = 0; i < from.shape.size(); ++i) given.push_back(static_cast<std::int64_t>(i));
  } else if (by_input) node.ignore("noop_with_empty_axes");
  std::vector<bool> drops(from.shape.size());
  double values = 1;
  for (const std::size_t a : node.axes(given, from.rank())) {
    const std::size_t axis = node.sample_axis(static_cast<std::int64_t>(a), from);
    drops[axis] = true;
    values *= static_cast<double>(from.shape[axis]);
  }
  Flow result = reduced(node, from, drops, keep, op == "ReduceMax");
  if (op == "ReduceSum") result = node.affine(result, {values}, {}, {});
  node.give(std::move(result));
}

void read_pad(Node& node) {
  const std::string mode = node.text("mode", "constant");
  const Flow& from = node.flow(0);
  std::vector<std::int64_t> pads;
  double value = 0;
  std::vector<std::size_t> axes;
  if (node.opset() < 11) {
    node.takes(1, 1);
    pads = node.list("pads");
    value = node.real("value", 0);
  } else {
    node.takes(2, 4);
    pads = node.integers(1);
    if (node.has(2)) {
      const Numbers given = node.numbers(2);
      if (given.size() != 1) node.refuse("its constant_value is no single number");
      value = given[0];
    }
    if (node.has(3)) axes = node.axes(node.integers(3), from.rank());
  }
  if (!node.has(3))
    for (std::size_t i = 0; i < from.rank(); ++i) axes.push_back(i);
  if (pads.size() != 2 * axes.size())
    node.refuse("it has " + std::to_string(pads.size()) + " pads for " + std::to_string(axes.size()) + " axes");
  std::vector<Window> around(from.shape.size());
  std::size_t first = from.shape.size(), last = 0, count = 0;
  for (std::size_t k = 0; k < axes.size(); ++k) {
    const std::int64_t before = pads[k], after = pads[k + axes.size()];
    if (before == 0 && after == 0) continue;
    if (axes[k] < from.batch.size()) node.refuse("it adds samples along axis " + std::to_string(axes[k]));
    if (before < 0 || after < 0 || before > 0x7fffffff || after > 0x7fffffff)
      node.refuse("its pads along axis " + std::to_string(axes[k]) + " are " + std::to_string(before) + " and " +
                  std::to_string(after) + "; a layer that cuts values off would be needed for numbers below 0");
    const std::size_t axis = axes[k] - from.batch.size();
    around[axis].before = static_cast<std::size_t>(before);
    around[axis].after = static_cast<std::size_t>(after);
    first = std::min(first, axis);
    last = std::max(last, axis);
    ++count;
  }
  if (count == 0) return node.give(Flow(from));
  if (mode != "constant") node.refuse_attribute("mode", "\"constant\" would be needed: padding of layers is 0");
  // Zeros around the last two axes, or along any one.
  const std::size_t behind =
      product(Extents(from.shape.begin() + static_cast<std::ptrdiff_t>(last) + 1, from.shape.end()));
  if (count > 2 || (count == 2 && (last != first + 1 || behind > 1)))
    node.refuse("it pads " + std::to_string(count) + " axes of a sample of " + text_of(from.shape) +
                "; the last two, or any one, would be needed");
  if (!(std::fabs(value) <= 32))
    node.refuse("its constant_value is " + std::to_string(value) + "; a number from -32 to 32 would be needed");
  const bool is_image = from.shape.size() == 3 && first > 0;
  const bool is_sequence = from.shape.size() == 2 && first == 1;
  const std::size_t front =
      product(Extents(from.shape.begin(), from.shape.begin() + static_cast<std::ptrdiff_t>(first)));
  Extents input{front, from.shape[first], count == 2 ? from.shape[last] : behind};
  if (is_image) input = from.shape;
  if (is_sequence) input = {from.shape[0], from.shape[1]};
  Windows windows;
  if (is_image) windows.axes = {around[1], around[2]};
  else if (is_sequence) windows.axes = {around[1]};
  else windows.axes = {around[first], count == 2 ? around[last] : Window{}};
  Extents output = input, shape = from.shape;
  for (std::size_t k = 0; k < windows.axes.size(); ++k) output[k + 1] += windows.axes[k].before + windows.axes[k].after;
  for (std::size_t i = 0; i < shape.size(); ++i) shape[i] += around[i].before + around[i].after;
  if (product(shape) > std::size_t{1} << 32) node.refuse("its output is too large");
  const std::string channels = std::to_string(input[0]);
  Step step;
  step.name = is_sequence ? "Conv1D" : "DepthwiseConv2D";
  if (is_sequence) step.arguments.push_back(channels);
  step.arguments.emplace_back("1");
  for (std::string& option : windows.options(false)) step.arguments.push_back(std::move(option));
  if (is_sequence && input[0] > 1) step.arguments.push_back("Groups<" + channels + ">");
  step.arguments.emplace_back("NoBias");
  step.padding = windows.axes;
  step.tensors.push_back(node.filled("weight", is_sequence ? Extents{input[0], 1, 1} : Extents{input[0], 1, 1, 1}, 1));
  Flow result = node.affine(from, {}, {-value}, {});
  result = node.reshape(node.layer(result, std::move(step), input, output), shape);
  node.give(node.affine(result, {}, {value}, {}));
}

/// The position in the input that output o of `out` stands for, before it is rounded.
double position(const Node& node, const std::string& mode, std::size_t o, std::size_t in, std::size_t out) {
  const auto at = static_cast<double>(o);
  const double scale = static_cast<double>(out) / static_cast<double>(in);
  if (mode == "asymmetric") return at / scale;
  if (mode == "half_pixel" || mode == "half_pixel_symmetric") return (at + 0.5) / scale - 0.5;
  if (mode == "pytorch_half_pixel") return out > 1 ? (at + 0.5) / scale - 0.5 : 0;
  if (mode == "tf_half_pixel_for_nn") return (at + 0.5) / scale;
  if (mode == "align_corners") return out > 1 ? at * static_cast<double>(in - 1) / static_cast<double>(out - 1) : 0;
  node.refuse("attribute coordinate_transformation_mode is " + in_quotes(mode) + ", which is not understood");
}
double rounded(const Node& node, const std::string& mode, double at) {
  if (mode == "floor") return std::floor(at);
  if (mode == "ceil") return std::ceil(at);
  if (mode == "round_prefer_floor") return std::ceil(at - 0.5);
  if (mode == "round_prefer_ceil") return std::floor(at + 0.5);
  node.refuse("attribute nearest_mode is " + in_quotes(mode) + ", which is not understood");
}

void read_resize(Node& node) {
  const Flow& from = node.flow(0);
  const bool old = node.op() == "Upsample" || node.opset() < 11;
  const std::string mode = node.text("mode", "nearest");
  std::string transformation = "asymmetric", nearest = "floor";
  if (!old) {
    transformation = node.text("coordinate_transformation_mode", "half_pixel");
    nearest = node.text("nearest_mode", "round_prefer_floor");
    node.must_be("exclude_outside", 0, 0);
    node.ignore("cubic_coeff_a");
    node.ignore("extrapolation_value");
    if (node.opset() >= 18) node.must_be("antialias", 0, 0);
  }
  std::vector<std::size_t> axes;
  if (node.opset() >= 18 && node.has_attribute("axes")) axes = node.axes(node.list("axes"), from.rank());
  else
    for (std::size_t i = 0; i < from.rank(); ++i) axes.push_back(i);
  // The factor along each axis.
  std::vector<double> scales(from.rank(), 1);
  const std::size_t at = old ? 1 : 2;
  node.takes(1, old ? 2 : 4);
  const std::string policy =
      node.opset() >= 18 ? node.text("keep_aspect_ratio_policy", "stretch") : std::string("stretch");
  const bool by_attribute = node.opset() < 9;
  const bool has_scales = by_attribute || (node.has(at) && node.constant(at).size() > 0);
  if (has_scales == (!old && node.has(3)))
    node.refuse("it has neither or both of scales and sizes; one would be needed");
  if (has_scales) {
    const Numbers given = by_attribute ? Numbers(node.reals("scales")) : node.numbers(at);
    if (given.size() != axes.size()) node.refuse("it has " + std::to_string(given.size()) + " scales");
    for (std::size_t k = 0; k < axes.size(); ++k) scales[axes[k]] = given[k];
  } else {
    const Constant& sizes = node.constant(3);
    if (!sizes.is_integer() || sizes.size() != axes.size()) node.refuse("its sizes do not fit its axes");
    double common = 0;
    for (std::size_t k = 0; k < axes.size(); ++k) {
      if (axes[k] < from.batch.size()) {
        if (!sizes.is_batch(k) && sizes.integer(k) != from.batch[axes[k]])
          node.refuse("its sizes change the number of samples");
        continue;
      }
      const double factor =
          static_cast<double>(sizes.integer(k)) / static_cast<double>(from.shape[axes[k] - from.batch.size()]);
      scales[axes[k]] = factor;
      if (policy == "not_larger") common = common == 0 ? factor : std::min(common, factor);
      else if (policy == "not_smaller") common = std::max(common, factor);
      else if (policy != "stretch") node.refuse_attribute("keep_aspect_ratio_policy", "it is not understood");
    }
    if (common > 0)
      for (const std::size_t axis : axes) scales[axis] = common;
  }
  Extents factors;
  for (std::size_t i = 0; i < from.rank(); ++i) {
    const double scale = scales[i];
    if (!(scale >= 1 && scale <= 65536) || scale != std::floor(scale) || (i < from.batch.size() && scale != 1))
      node.refuse("its factor along axis " + std::to_string(i) + " is " + std::to_string(scale) +
                  "; a whole number would be needed, and 1 for samples");
    if (i >= from.batch.size()) factors.push_back(static_cast<std::size_t>(scale));
  }
  if (std::all_of(factors.begin(), factors.end(), [](std::size_t f) { return f == 1; })) return node.give(Flow(from));
  const Image image = importer::image_of(node, from);
  if (factors[0] != 1) node.refuse("its factor for channels is " + std::to_string(factors[0]) + "; 1 would be needed");
  if (mode != "nearest" && mode != "linear") node.refuse_attribute("mode", "\"nearest\" or \"linear\" would be needed");
  // sinew's positions are those of half_pixel, and of asymmetric and floor for the nearest pixel.
  Extents shape{image.channels};
  for (std::size_t k = 0; k < image.extents.size(); ++k) {
    const std::size_t in = image.extents[k], factor = factors[k + 1], out = in * factor;
    const auto last = static_cast<double>(in - 1);
    shape.push_back(out);
    for (std::size_t o = 0; o < out; ++o) {
      // Positions are linear in o, so between the blocks at both ends they are no further from ours than there.
      if (o == 2 * factor && out > 4 * factor) o = out - 2 * factor;
      const double wanted = position(node, transformation, o, in, out);
      if (mode == "nearest" && std::clamp(rounded(node, nearest, wanted), 0.0, last) != static_cast<double>(o / factor))
        node.refuse("its coordinate_transformation_mode " + in_quotes(transformation) + " and nearest_mode " +
                    in_quotes(nearest) + " choose other pixels than asymmetric and floor, which would be needed");
      if (mode == "linear" && std::fabs(std::clamp(wanted, 0.0, last) -
                                        std::clamp(position(node, "half_pixel", o, in, out), 0.0, last)) > 1e-9)
        node.refuse("attribute coordinate_transformation_mode is " + in_quotes(transformation) +
                    "; half_pixel would be needed");
    }
  }
  Step step;
  if (factors.size() == 2 || factors[1] == factors[2]) {
    step.name = "Upsample";
    step.arguments.push_back(std::to_string(factors[1]));
    if (mode == "linear") step.arguments.emplace_back("Bilinear");
  } else {
    if (mode == "linear")
      node.refuse("its factors are " + std::to_string(factors[1]) + " and " + std::to_string(factors[2]) +
                  "; equal ones would be needed");
    // Each pixel becomes a block of equal ones.
    step.name = "ConvTranspose2D";
    Windows windows;
    windows.axes = {{factors[1], factors[1], 1, 0, 0}, {factors[2], factors[2], 1, 0, 0}};
    step.arguments = {std::to_string(image.channels), std::to_string(factors[1])};
    for (std::string& option : windows.options(false)) step.arguments.push_back(std::move(option));
    if (image.channels > 1) step.arguments.push_back("Groups<" + std::to_string(image.channels) + ">");
    step.arguments.emplace_back("NoBias");
    step.tensors.push_back(node.filled("weight", {image.channels, 1, factors[1], factors[2]}, 1));
    node.draft().note(node.place() + " has two factors and is a transposed convolution with weights of 1");
  }
  node.give(node.layer(from, std::move(step), from.shape, std::move(shape)));
}

}  // namespace

bool read_pooling(Node& node) {
  const std::string op = node.op();
  if (op == "MaxPool") read_pool(node, true);
  else if (op == "AveragePool") read_pool(node, false);
  else if (op == "GlobalMaxPool") read_global_pool(node, true);
  else if (op == "GlobalAveragePool") read_global_pool(node, false);
  else if (op == "ReduceMean" || op == "ReduceMax" || op == "ReduceSum") read_reduction(node, op);
  else if (op == "Pad") read_pad(node);
  else if (op == "Resize" || op == "Upsample") read_resize(node);
  else return false;
  return true;
}

}  // namespace importer
