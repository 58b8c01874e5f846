#pragma once
// How windows move along the axes of an image: what Conv, ConvTranspose and the poolings have in common.

#include <cstdint>
#include <string>
#include <vector>

#include "graph.hpp"

namespace importer {

/// The windows of a node along the axes of its image, of which there are one or two. auto_pad is resolved.
struct Windows {
  std::vector<Window> axes;
  bool same_upper = false;  ///< sinew's Same gives the padding

  bool is_padded() const;
  /// The options that differ from sinew's defaults: Stride, Padding, Dilation, KernelWidth. For a pooling,
  /// `default_stride` is the size of the window.
  std::vector<std::string> options(bool pooling) const;
};

/// Reads strides, dilations, pads and auto_pad.
Windows read_windows(Node& node, const Extents& image, const Extents& kernel);

/// Whether each window of a pooling has a value of the image in it.
bool meets_image(const Window& window, std::size_t image, std::size_t outputs);

/// The step before, if the flow comes from one that only adds zeros and whose image has these extents: its padding is
/// added to that of the windows, and `from` becomes what it reads.
void take_padding(const Node& node, Flow& from, Windows& windows);

/// The shape of a sample as channels and an image. Refuses what is neither a sequence nor an image.
struct Image {
  std::size_t channels = 0;
  Extents extents;
};
Image image_of(const Node& node, const Flow& flow);
/// A list of positive numbers, one per axis of the image.
Extents read_positive(Node& node, const std::string& name, std::size_t count, std::size_t otherwise);
std::size_t checked_extent(const Node& node, std::int64_t value, const std::string& what);

}  // namespace importer
