// Gemm, MatMul, Conv, ConvTranspose: layers with weights.

#include <algorithm>
#include <utility>

#include "operators.hpp"
#include "windows.hpp"

namespace importer {

namespace {

/// The weights of a layer: number k is that of element index(k) of the constant.
template <class Index> Numbers weights(const Node& node, const Constant& constant, std::size_t count, Index index) {
  if (constant.is_integer()) node.refuse("its weights are integers; floating-point numbers would be needed");
  return constant.numbers(count, index);
}
Numbers weights(const Node& node, const Constant& constant) {
  return importer::weights(node, constant, constant.size(), [](std::size_t k) { return k; });
}
void scale(Numbers& values, double by) {
  if (by != 1) values.change([by](std::size_t, double value) { return value * by; });
}

/// y = x·W + b for the last extent of a flow. weight(i, o) is the index of W's element among those of the constant.
template <class F> Flow dense(const Node& node, Flow from, const Constant& constant, std::size_t outputs, double alpha,
                              Numbers bias, F weight) {
  if (from.shape.empty()) node.refuse("a sample of its input is a single value, which only counts samples");
  if (from.lead != 0 && from.lead == from.shape.size()) node.refuse("the last extent of its input counts samples");
  const std::size_t inputs = from.shape.back();
  if (bias.empty()) bias = Numbers(outputs, [](std::size_t) { return 0.0; });
  Step step;
  Extents shape = from.shape;
  shape.back() = outputs;
  if (const std::size_t steps = node.steps_of(from); steps > 0) {  // the same weights in each step
    step.name = "Dense";
    step.arguments = {std::to_string(inputs), std::to_string(outputs)};
    step.linear = Step::Linear::dense;
    step.unrolled = steps;
    step.tensors.push_back({"weight",
                            {outputs, inputs},
                            importer::weights(node, constant, outputs * inputs,
                                              [=](std::size_t k) { return weight(k % inputs, k / inputs); }),
                            false});
    importer::scale(step.tensors[0].values, alpha);
    step.tensors.push_back({"bias", {outputs}, std::move(bias), false});
    step.from = {node.step_of(from, {steps, inputs})};
    step.place = node.place();
    step.shape = {steps, outputs};
    Flow result = Flow::of(node.draft().add(std::move(step)), from.batch, std::move(shape));
    result.lead = from.lead;
    return result;
  }
  if (from.size() == inputs) {
    // The weights take the order of the memory.
    const std::size_t axes = from.extents.size();
    Extents memory(axes), strides(axes);  // by place in memory
    for (std::size_t a = axes, stride = 1; a-- > 0; stride *= from.extents[a]) {
      memory[from.memory[a]] = from.extents[a];
      strides[from.memory[a]] = stride;
    }
    const auto seen_as = [memory, strides](std::size_t at) {  // ONNX's index of an input
      std::size_t index = 0;
      for (std::size_t p = memory.size(); p-- > 0; at /= memory[p]) index += at % memory[p] * strides[p];
      return index;
    };
    step.name = "Dense";
    step.arguments = {std::to_string(inputs), std::to_string(outputs)};
    step.linear = Step::Linear::dense;
    step.tensors.push_back({"weight",
                            {outputs, inputs},
                            importer::weights(node, constant, outputs * inputs,
                                              [=](std::size_t k) { return weight(seen_as(k % inputs), k / inputs); }),
                            false});
    importer::scale(step.tensors[0].values, alpha);
    step.tensors.push_back({"bias", {outputs}, std::move(bias), false});
    step.from = {node.memory_as(from, {inputs})};
    step.place = node.place();
    step.shape = {outputs};
    Flow result = Flow::of(node.draft().add(std::move(step)), from.batch, std::move(shape));
    result.lead = from.lead;
    return result;
  }
  // The same weights at each of several positions: a convolution along them, after which the values of a channel
  // stand next to each other.
  const std::size_t positions = from.size() / inputs;
  step.name = "Conv1D";
  step.arguments = {std::to_string(outputs), "1"};
  step.linear = Step::Linear::convolution;
  step.tensors.push_back({"weight",
                          {outputs, inputs, 1},
                          importer::weights(node, constant, outputs * inputs,
                                            [=](std::size_t k) { return weight(k % inputs, k / inputs); }),
                          false});
  importer::scale(step.tensors[0].values, alpha);
  step.tensors.push_back({"bias", {outputs}, std::move(bias), false});
  std::vector<std::size_t> last_first{from.shape.size() - 1}, first_last;
  for (std::size_t i = 0; i + 1 < from.shape.size(); ++i) {
    last_first.push_back(i);
    first_last.push_back(i + 1);
  }
  first_last.push_back(0);
  const Flow channels = node.transpose(from, last_first);
  Extents turned = channels.shape;
  turned[0] = outputs;
  step.from = {node.step_of(channels, {inputs, positions})};
  step.place = node.place();
  step.shape = {outputs, positions};
  Flow result = Flow::of(node.draft().add(std::move(step)), from.batch, turned);
  result.lead = from.lead;
  return node.transpose(std::move(result), first_last);
}

/// The values of a bias for each output, from a constant that ONNX broadcasts to (samples, outputs).
Numbers bias_of(const Node& node, std::size_t input, std::size_t outputs, double beta) {
  const Constant& c = node.constant(input);
  Numbers values = node.numbers(input);
  for (std::size_t i = 0; i + 1 < c.extents.size(); ++i)
    if (c.extents[i] != 1)
      node.refuse("its bias has the extents " + text_of(c.extents) + " and differs from sample to sample");
  if (values.size() == 1) values = c.numbers(outputs, [](std::size_t) { return std::size_t{0}; });
  if (values.size() != outputs)
    node.refuse("its bias has " + std::to_string(values.size()) + " values for " + std::to_string(outputs) +
                " outputs");
  importer::scale(values, beta);
  return values;
}

void read_gemm(Node& node) {
  node.takes(2, 3);
  if (node.opset() < 7) node.ignore("broadcast");
  const double alpha = node.real("alpha", 1), beta = node.real("beta", 1);
  const bool trans_a = node.integer("transA", 0) != 0, trans_b = node.integer("transB", 0) != 0;
  if (node.is_constant(0)) node.refuse("its first input is a constant; the second one would have to be one");
  Flow from = node.flow(0);
  const Constant& b = node.constant(1);
  if (from.rank() != 2 || b.extents.size() != 2)
    node.refuse("its inputs have " + std::to_string(from.rank()) + " and " + std::to_string(b.extents.size()) +
                " extents; both would need 2");
  if (trans_a) {
    if (!from.batch.empty())
      node.refuse_attribute("transA", "0 would be needed: the first extent of the input counts samples");
    from = node.transpose(from, {1, 0});
  }
  if (from.shape.empty()) node.refuse("both extents of its input count samples");
  const std::size_t inputs = from.shape.back(), outputs = b.extents[trans_b ? 0 : 1];
  if (b.extents[trans_b ? 1 : 0] != inputs || outputs == 0)
    node.refuse("its weights are " + text_of(b.extents) + ", its input has " + std::to_string(inputs) + " values");
  Numbers bias;
  bool added = false;  // after the product: differs from row to row, or depends on the input of the graph
  if (node.has(2)) {
    if (node.is_constant(2)) {
      const Constant& c = node.constant(2);
      added = from.batch.empty() && c.extents.size() == 2 && c.extents[0] != 1;
    } else {
      added = true;
    }
    if (!added) bias = importer::bias_of(node, 2, outputs, beta);
  }
  Flow result = importer::dense(node, from, b, outputs, alpha, std::move(bias), [=](std::size_t i, std::size_t o) {
    return trans_b ? o * inputs + i : i * outputs + o;
  });
  if (added && !node.is_constant(2)) return node.give_sum({result, node.affine(node.flow(2), {beta}, {}, {})});
  if (added) {
    Numbers shift = node.numbers(2);
    importer::scale(shift, beta);
    result = node.affine(result, {}, shift, node.constant(2).extents);
  }
  node.give(std::move(result));
}

/// Whether a constant is a matrix, or (1, …, rows, columns), which adds no extents to what it is multiplied with.
bool is_one_matrix(const Constant& constant, const Flow& with) {
  const Extents& extents = constant.extents;
  return extents.size() >= 2 && (extents.size() == 2 || extents.size() <= with.rank()) &&
         std::all_of(extents.begin(), extents.end() - 2, [](std::size_t extent) { return extent == 1; });
}

void read_matmul(Node& node) {
  node.takes(2, 2);
  if (node.is_constant(1)) {
    const Flow& from = node.flow(0);
    const Constant& b = node.constant(1);
    if (from.shape.empty()) node.refuse("a sample of its input is a single value, which only counts samples");
    const std::size_t inputs = from.shape.back();
    const bool vector = b.extents.size() == 1;
    if (!vector && !is_one_matrix(b, from))
      node.refuse("its weights have the extents " + text_of(b.extents) + "; one matrix would be needed");
    const std::size_t outputs = vector ? 1 : b.extents.back();
    if (b.extents[b.extents.size() - (vector ? 1 : 2)] != inputs || outputs == 0)
      node.refuse("its weights are " + text_of(b.extents) + ", its input has " + std::to_string(inputs) + " values");
    Flow result =
        importer::dense(node, from, b, outputs, 1, {}, [=](std::size_t i, std::size_t o) { return i * outputs + o; });
    if (vector) {
      Extents shape = result.shape;
      shape.pop_back();
      result = node.reshape(std::move(result), std::move(shape));
    }
    node.give(std::move(result));
    return;
  }
  if (!node.is_constant(0))
    node.refuse("both inputs depend on the input of the graph; a layer that multiplies two values would be needed");
  // A·x = (xᵀ·Aᵀ)ᵀ
  const Constant& a = node.constant(0);
  const Flow& from = node.flow(1);
  if (from.lead != 0) node.refuse("the first extent of its input, which it multiplies, does not count samples");
  if (!is_one_matrix(a, from) || from.shape.size() < 2)
    node.refuse("its inputs have the extents " + text_of(a.extents) + " and, per sample, " + text_of(from.shape) +
                "; a constant matrix and a matrix per sample would be needed");
  std::vector<std::size_t> swap(from.shape.size());
  for (std::size_t i = 0; i < swap.size(); ++i) swap[i] = i;
  std::swap(swap[swap.size() - 1], swap[swap.size() - 2]);
  const std::size_t inputs = from.shape[from.shape.size() - 2], outputs = a.extents[a.extents.size() - 2];
  if (a.extents.back() != inputs || outputs == 0)
    node.refuse("its weights are " + text_of(a.extents) + ", its input has " + std::to_string(inputs) + " rows");
  const Flow result = importer::dense(node, node.transpose(from, swap), a, outputs, 1, {},
                                      [=](std::size_t i, std::size_t o) { return o * inputs + i; });
  node.give(node.transpose(result, swap));
}

/// Reads `group`, and the kernel from the weights (first, second, kernel…).
struct Kernel {
  std::size_t groups;
  Extents kernel;
};
Kernel read_kernel(Node& node, const Constant& weight, const Image& image) {
  if (weight.extents.size() != image.extents.size() + 2)
    node.refuse("its weights have the extents " + text_of(weight.extents) + ", a sample of its input " +
                std::to_string(image.channels) + "×" + text_of(image.extents));
  for (const std::size_t extent : weight.extents)
    if (extent == 0) node.refuse("its weights have the extents " + text_of(weight.extents));
  Kernel result{importer::checked_extent(node, node.integer("group", 1), "attribute group"),
                Extents(weight.extents.begin() + 2, weight.extents.end())};
  if (importer::read_positive(node, "kernel_shape", image.extents.size(), 0) != result.kernel &&
      node.has_attribute("kernel_shape"))
    node.refuse_attribute("kernel_shape", "its weights have " + text_of(result.kernel));
  return result;
}
Tensor bias_tensor(const Node& node, std::size_t input, std::size_t outputs) {
  const Constant& bias = node.constant(input);
  if (bias.extents != Extents{outputs})
    node.refuse("its bias has the extents " + text_of(bias.extents) + "; " + std::to_string(outputs) +
                " would be needed");
  return {"bias", {outputs}, importer::weights(node, bias), false};
}

void read_convolution(Node& node) {
  node.takes(2, 3);
  Flow from = node.flow(0);
  const Image image = importer::image_of(node, from);
  const Constant& weight = node.constant(1);
  const Kernel kernel = read_kernel(node, weight, image);
  const std::size_t outputs = weight.extents[0], groups = kernel.groups;
  if (weight.extents[1] * groups != image.channels || outputs % groups != 0)
    node.refuse("its weights have the extents " + text_of(weight.extents) + " and group is " + std::to_string(groups) +
                ", its input has " + std::to_string(image.channels) + " channels");
  Windows windows = importer::read_windows(node, image.extents, kernel.kernel);
  Extents shape{outputs};
  for (std::size_t k = 0; k < windows.axes.size(); ++k) {
    const Window& w = windows.axes[k];
    if (image.extents[k] + w.before + w.after < w.span())
      node.refuse("its window spans " + std::to_string(w.span()) + " of " + std::to_string(image.extents[k]) +
                  " values with a padding of " + std::to_string(w.before + w.after));
    shape.push_back((image.extents[k] + w.before + w.after - w.span()) / w.stride + 1);
  }
  importer::take_padding(node, from, windows);
  Step step;
  const bool is_image = image.extents.size() == 2;
  const bool depthwise = is_image && groups > 1 && groups == image.channels && outputs == groups;
  step.name = depthwise ? "DepthwiseConv2D" : is_image ? "Conv2D" : "Conv1D";
  if (!depthwise) step.arguments.push_back(std::to_string(outputs));
  step.arguments.push_back(std::to_string(kernel.kernel[0]));
  for (std::string& option : windows.options(false)) step.arguments.push_back(std::move(option));
  if (groups > 1 && !depthwise) step.arguments.push_back("Groups<" + std::to_string(groups) + ">");
  step.linear = Step::Linear::convolution;
  step.pads = windows.is_padded();
  step.groups = groups;
  step.tensors.push_back({"weight", weight.extents, importer::weights(node, weight), false});
  if (node.has(2)) step.tensors.push_back(importer::bias_tensor(node, 2, outputs));
  else step.arguments.emplace_back("NoBias");
  node.give(node.layer(from, std::move(step), from.shape, std::move(shape)));
}

void read_transposed_convolution(Node& node) {
  node.takes(2, 3);
  const Flow& from = node.flow(0);
  Image image = importer::image_of(node, from);
  const Constant& weight = node.constant(1);
  Kernel kernel = read_kernel(node, weight, image);
  const std::size_t groups = kernel.groups, outputs = weight.extents[1] * groups, rank = image.extents.size();
  if (weight.extents[0] != image.channels || image.channels % groups != 0)
    node.refuse("its weights have the extents " + text_of(weight.extents) + " and group is " + std::to_string(groups) +
                ", its input has " + std::to_string(image.channels) + " channels");
  const Extents strides = importer::read_positive(node, "strides", rank, 1);
  const Extents dilations = importer::read_positive(node, "dilations", rank, 1);
  const std::string auto_pad = node.text("auto_pad", "NOTSET");
  const std::vector<std::int64_t> pads = node.list("pads"), more = node.list("output_padding"),
                                  wanted = node.list("output_shape");
  if (auto_pad != "NOTSET" && auto_pad != "SAME_UPPER" && auto_pad != "SAME_LOWER" && auto_pad != "VALID")
    node.refuse_attribute("auto_pad", "NOTSET, SAME_UPPER, SAME_LOWER or VALID would be needed");
  if (!pads.empty() && pads.size() != 2 * rank)
    node.refuse_attribute("pads", std::to_string(2 * rank) + " numbers would be needed");
  if (!more.empty() && more.size() != rank)
    node.refuse_attribute("output_padding", std::to_string(rank) + " numbers would be needed");
  if (!wanted.empty() && wanted.size() != rank)
    node.refuse_attribute("output_shape", std::to_string(rank) + " numbers would be needed");
  Windows windows;
  Extents shape{outputs}, rest;
  for (std::size_t k = 0; k < rank; ++k) {
    Window w{kernel.kernel[k], strides[k], dilations[k], 0, 0};
    std::int64_t extra = more.empty() ? 0 : more[k];
    if (kernel.kernel[k] > 0x7fffffff / dilations[k] || image.extents[k] > 0x7fffffff / strides[k])
      node.refuse("its output is too large");
    if (extra < 0 || extra > 0x7fffffff) node.refuse_attribute("output_padding", "numbers from 0 on would be needed");
    const auto full = static_cast<std::int64_t>((image.extents[k] - 1) * w.stride + w.span());
    std::int64_t before = 0, after = 0;
    if (!wanted.empty() || auto_pad == "SAME_UPPER" || auto_pad == "SAME_LOWER") {
      const std::int64_t out =
          wanted.empty()
              ? static_cast<std::int64_t>(image.extents[k] * w.stride)
              : static_cast<std::int64_t>(importer::checked_extent(node, wanted[k], "a number of output_shape"));
      if (!pads.empty()) {
        for (const std::int64_t pad : pads)
          if (pad != 0) node.refuse_attribute("pads", "with output_shape or auto_pad, there must be none");
      }
      // What is too much is cut off; what is missing is added at the end, as output_padding.
      const std::int64_t total = full + extra - out;
      if (total >= 0) {
        // By the specification the larger half is cut off behind with SAME_UPPER, and in front otherwise.
        before = auto_pad == "SAME_UPPER" ? total / 2 : total - total / 2;
        after = total - before;
      } else {
        extra -= total;
      }
    } else if (!pads.empty()) {
      before = pads[k];
      after = pads[k + rank];
      if (auto_pad == "VALID" && (before != 0 || after != 0))
        node.refuse_attribute("pads", "with auto_pad VALID, there must be none");
      if (before < 0 || after < 0 || before > 0x7fffffff || after > 0x7fffffff)
        node.refuse_attribute("pads", "numbers from 0 on would be needed");
    }
    // Rows added behind are rows that are not cut off behind; sinew adds fewer than the stride.
    if (extra >= static_cast<std::int64_t>(w.stride)) {
      const std::int64_t both = std::min(extra, after);
      extra -= both;
      after -= both;
    }
    const std::int64_t out = full + extra - before - after;
    if (out < 1) node.refuse("its padding leaves no value");
    if (extra > 0 && extra >= static_cast<std::int64_t>(w.stride))
      node.refuse_attribute("output_padding", "less than the stride would be needed, " + std::to_string(w.stride));
    w.before = static_cast<std::size_t>(before);
    w.after = static_cast<std::size_t>(after);
    windows.axes.push_back(w);
    rest.push_back(static_cast<std::size_t>(extra));
    shape.push_back(static_cast<std::size_t>(out));
  }
  // A sequence is an image of one row.
  Extents input = from.shape, output = shape, extents = weight.extents;
  if (rank == 1) {
    windows.axes.insert(windows.axes.begin(), Window{});
    rest.insert(rest.begin(), 0);
    input.insert(input.begin() + 1, 1);
    output.insert(output.begin() + 1, 1);
    extents.insert(extents.begin() + 2, 1);
  }
  Step step;
  step.name = "ConvTranspose2D";
  step.arguments = {std::to_string(outputs), std::to_string(windows.axes[0].kernel)};
  for (std::string& option : windows.options(false)) step.arguments.push_back(std::move(option));
  if (rest[0] + rest[1] > 0)
    step.arguments.push_back("OutputPadding<" + std::to_string(rest[0]) +
                             (rest[0] == rest[1] ? "" : ", " + std::to_string(rest[1])) + ">");
  if (groups > 1) step.arguments.push_back("Groups<" + std::to_string(groups) + ">");
  step.linear = Step::Linear::transposed;
  step.groups = groups;
  step.tensors.push_back({"weight", extents, importer::weights(node, weight), false});
  if (node.has(2)) step.tensors.push_back(importer::bias_tensor(node, 2, outputs));
  else step.arguments.emplace_back("NoBias");
  Flow result = node.layer(from, std::move(step), input, output);
  node.give(node.reshape(std::move(result), std::move(shape)));
}

}  // namespace

bool read_linear_operator(Node& node) {
  const std::string& op = node.op();
  if (op == "Gemm") read_gemm(node);
  else if (op == "MatMul") read_matmul(node);
  else if (op == "Conv") read_convolution(node);
  else if (op == "ConvTranspose") read_transposed_convolution(node);
  else return false;
  return true;
}

}  // namespace importer
