#pragma once
/// \file
/// The image nets of the benchmarks: E, with convolutions and poolings, and three single layers, F, G and M.
///
/// Images are [channel][row][column], the weights of a kernel [channel of the group][row][column][output channel]. As
/// a Layer (workloads.hpp) the weights are a matrix of `weight_rows` rows and `outputs` columns. E takes images in
/// this format. The others stand for layers within a net, so a library may keep their x and y in its own format;
/// `plain(y, rows)` (workloads.hpp) then converts y.

#include <array>
#include <cstddef>

#include "workloads.hpp"

namespace bench {

enum class Kind { convolution, pooling, dense };

/// A convolution with ReLU, a max pooling (`kernel` × `kernel`, without overlap), or the final dense layer with
/// softmax.
struct Stage {
  Kind kind;
  std::size_t channels, height, width;  // of the input
  std::size_t outputs, kernel = 1, padding = 0, groups = 1;
  constexpr std::size_t pixels(std::size_t in) const {
    return kind == Kind::pooling ? in / kernel : in + 2 * padding - kernel + 1;
  }
  constexpr std::size_t out_height() const { return kind == Kind::dense ? 1 : pixels(height); }
  constexpr std::size_t out_width() const { return kind == Kind::dense ? 1 : pixels(width); }
  constexpr std::size_t weight_rows() const {
    return kind == Kind::dense ? channels * height * width : channels / groups * kernel * kernel;
  }
};

/// The members of all image nets, derived from their stages.
template <class Stages> struct ImageNet {
  static constexpr auto stages = Stages::value;
  static constexpr std::size_t count = stages.size();
  static constexpr std::size_t inputs = stages[0].channels * stages[0].height * stages[0].width;
  static constexpr std::size_t outputs =
      stages[count - 1].outputs * stages[count - 1].out_height() * stages[count - 1].out_width();
  static constexpr std::size_t batch = 64;
  static constexpr bool classifies = stages[count - 1].kind == Kind::dense;
  static constexpr bool measures_one = true, measures_latency = false;
  static constexpr bool has_parameters(std::size_t stage) { return stages[stage].kind != Kind::pooling; }
  /// The number of stages with parameters before this one, which is the index of its Layer.
  static constexpr std::size_t layer_of(std::size_t stage) {
    std::size_t layer = 0;
    for (std::size_t s = 0; s < stage; ++s) layer += has_parameters(s);
    return layer;
  }
  static constexpr std::size_t depth = layer_of(count);
  static constexpr std::size_t stage_of(std::size_t layer) {
    std::size_t stage = 0;
    while (!has_parameters(stage) || layer_of(stage) != layer) ++stage;
    return stage;
  }
  static constexpr std::size_t in(std::size_t layer) { return stages[stage_of(layer)].weight_rows(); }
  static constexpr std::size_t out(std::size_t layer) { return stages[stage_of(layer)].outputs; }
};

struct EStages {
  static constexpr std::array<Stage, 5> value{{{Kind::convolution, 1, 28, 28, 8, 3},
                                               {Kind::pooling, 8, 26, 26, 8, 2},
                                               {Kind::convolution, 8, 13, 13, 16, 3},
                                               {Kind::pooling, 16, 11, 11, 16, 2},
                                               {Kind::dense, 16, 5, 5, 10}}};
};
struct FStages {
  static constexpr std::array<Stage, 1> value{{{Kind::convolution, 16, 28, 28, 16, 3, 1, 16}}};
};
struct GStages {
  static constexpr std::array<Stage, 1> value{{{Kind::convolution, 32, 14, 14, 32, 1}}};
};

struct MStages {
  static constexpr std::array<Stage, 1> value{{{Kind::convolution, 128, 8, 8, 128, 3, 1}}};
};

struct E : ImageNet<EStages> {
  static constexpr char name = 'E';
  static constexpr bool wants_dx = false;
};
/// A depthwise convolution whose output has the size of its input (Same).
struct F : ImageNet<FStages> {
  static constexpr char name = 'F';
  static constexpr bool wants_dx = true;
};
/// A 1 × 1 convolution.
struct G : ImageNet<GStages> {
  static constexpr char name = 'G';
  static constexpr bool wants_dx = true;
};
/// A convolution of many channels, as deep in a residual net (Same).
struct M : ImageNet<MStages> {
  static constexpr char name = 'M';
  static constexpr bool wants_dx = true;
};

}  // namespace bench
