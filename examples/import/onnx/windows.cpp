#include "windows.hpp"

#include <algorithm>
#include <numeric>

namespace importer {

bool Windows::is_padded() const {
  for (const Window& w : axes)
    if (w.before + w.after > 0) return true;
  return false;
}

std::vector<std::string> Windows::options(bool pooling) const {
  const auto pair = [](const std::string& name, std::size_t down, std::size_t along) {
    return name + "<" + std::to_string(down) + (down == along ? "" : ", " + std::to_string(along)) + ">";
  };
  const bool image = axes.size() == 2;
  const Window &rows = axes.front(), &cols = axes.back();
  std::vector<std::string> result;
  if (image && cols.kernel != rows.kernel) result.push_back("KernelWidth<" + std::to_string(cols.kernel) + ">");
  // Without Stride, a pooling moves by its own size: by its width along both axes.
  const std::size_t stride_rows = pooling ? rows.kernel : 1, stride_cols = pooling ? cols.kernel : 1;
  if (rows.stride != stride_rows || cols.stride != stride_cols)
    result.push_back(pair("Stride", rows.stride, cols.stride));
  if (rows.dilation != 1 || cols.dilation != 1) result.push_back(pair("Dilation", rows.dilation, cols.dilation));
  if (same_upper) result.emplace_back("Same");
  else if (is_padded()) {
    if (!image) {
      result.push_back(pair("Padding", rows.before, rows.after));
    } else if (rows.before == rows.after && cols.before == cols.after) {
      result.push_back(pair("Padding", rows.before, cols.before));
    } else {
      result.push_back("Padding<" + std::to_string(rows.before) + ", " + std::to_string(rows.after) + ", " +
                       std::to_string(cols.before) + ", " + std::to_string(cols.after) + ">");
    }
  }
  return result;
}

std::size_t checked_extent(const Node& node, std::int64_t value, const std::string& what) {
  if (value < 1 || value > 0x7fffffff)
    node.refuse(what + " is " + std::to_string(value) + "; a number from 1 to 2^31 − 1 would be needed");
  return static_cast<std::size_t>(value);
}

Extents read_positive(Node& node, const std::string& name, std::size_t count, std::size_t otherwise) {
  const std::vector<std::int64_t> values = node.list(name);
  if (values.empty()) return Extents(count, otherwise);
  if (values.size() != count)
    node.refuse_attribute(name, std::to_string(count) + " numbers would be needed, one per axis of the image");
  Extents result;
  for (const std::int64_t value : values)
    result.push_back(importer::checked_extent(node, value, "a number of " + name));
  return result;
}

Windows read_windows(Node& node, const Extents& image, const Extents& kernel) {
  const std::size_t rank = image.size();
  const Extents strides = importer::read_positive(node, "strides", rank, 1);
  const Extents dilations = importer::read_positive(node, "dilations", rank, 1);
  const std::string auto_pad = node.text("auto_pad", "NOTSET");
  const std::vector<std::int64_t> pads = node.list("pads");
  Windows result;
  for (std::size_t k = 0; k < rank; ++k) {
    result.axes.push_back({kernel[k], strides[k], dilations[k], 0, 0});
    if (kernel[k] > 0x7fffffff / dilations[k]) node.refuse_attribute("dilations", "the window is too large");
  }
  if (auto_pad == "SAME_UPPER" || auto_pad == "SAME_LOWER") {
    for (const std::int64_t pad : pads)
      if (pad != 0) node.refuse_attribute("pads", "with auto_pad, there must be none");
    for (std::size_t k = 0; k < rank; ++k) {
      Window& w = result.axes[k];
      const std::size_t needed = (image[k] - 1) / w.stride * w.stride + w.span();
      const std::size_t total = needed > image[k] ? needed - image[k] : 0;
      w.before = auto_pad == "SAME_UPPER" ? total / 2 : total - total / 2;
      w.after = total - w.before;
    }
    result.same_upper = auto_pad == "SAME_UPPER";
  } else if (auto_pad == "NOTSET" || auto_pad == "VALID") {
    if (!pads.empty()) {
      if (pads.size() != 2 * rank) node.refuse_attribute("pads", std::to_string(2 * rank) + " numbers would be needed");
      for (std::size_t k = 0; k < 2 * rank; ++k) {
        if (pads[k] < 0 || pads[k] > 0x7fffffff) node.refuse_attribute("pads", "numbers from 0 on would be needed");
        if (auto_pad == "VALID" && pads[k] != 0)
          node.refuse_attribute("pads", "with auto_pad VALID, there must be none");
        (k < rank ? result.axes[k].before : result.axes[k - rank].after) = static_cast<std::size_t>(pads[k]);
      }
    }
  } else {
    node.refuse_attribute("auto_pad", "NOTSET, SAME_UPPER, SAME_LOWER or VALID would be needed");
  }
  return result;
}

bool meets_image(const Window& window, std::size_t image, std::size_t outputs) {
  if (outputs == 0) return true;
  const std::size_t stride = window.stride, dilation = window.dilation, before = window.before;
  // Of the windows that start behind the padding in front, the last one reaches farthest.
  const std::size_t last = (outputs - 1) * stride;
  if (last >= before && last - before >= image) return false;
  if (before == 0) return true;
  // Of those that start in it, the first one skips most values. The place of the first value behind it is the residue
  // of start − before modulo the dilation. Extents of a file may be as large as a number can be, so this does not go
  // window by window.
  if ((before + dilation - 1) / dilation >= window.kernel) return false;
  if (dilation <= image) return true;
  const std::size_t count = std::min(outputs, (before - 1) / stride + 1), common = std::gcd(stride, dilation);
  if (count >= dilation / common) return dilation - common + (common - before % common) % common < image;
  std::size_t place = (dilation - before % dilation) % dilation;
  for (std::size_t o = 0, step = stride % dilation;;) {
    const std::size_t more = std::min((dilation - 1 - place) / step, count - 1 - o);  // before the residue wraps around
    place += more * step;
    if (place >= image) return false;
    o += more + 1;
    if (o >= count) return true;
    place = place + step - dilation;
  }
}

void take_padding(const Node& node, Flow& from, Windows& windows) {
  const Step& before = node.draft()[from.step];
  if (before.padding.size() != windows.axes.size() || !from.is_row_major() || before.shape != from.shape) return;
  for (std::size_t k = 0; k < windows.axes.size(); ++k) {
    windows.axes[k].before += before.padding[k].before;
    windows.axes[k].after += before.padding[k].after;
  }
  windows.same_upper = false;
  Extents shape = from.shape;
  for (std::size_t k = 0; k < windows.axes.size(); ++k)
    shape[k + 1] -= before.padding[k].before + before.padding[k].after;
  from = Flow::of(node.draft().reshaped(before.from[0], shape, node.place()), from.batch, shape);
}

Image image_of(const Node& node, const Flow& flow) {
  node.needs_one_batch_extent(flow);
  if (flow.shape.size() < 2 || flow.shape.size() > 3)
    node.refuse("a sample of its input has the extents " + text_of(flow.shape) +
                "; layers of images take (channels, height, width) or (channels, length)");
  return {flow.shape[0], Extents(flow.shape.begin() + 1, flow.shape.end())};
}

}  // namespace importer
