#pragma once
// A net in the making: steps that readers of a format add one by one, each a layer on the values of an earlier step or
// a join of several. finish() folds what can be folded, and makes the nested list of layers of it.

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "memory.hpp"
#include "model.hpp"

namespace importer {

using Extents = std::vector<std::size_t>;

/// The product of the extents; the reader has checked that it does not overflow.
std::size_t product(const Extents& extents);
/// "3, 28, 28"
std::string list_of(const Extents& extents);
/// "3×28×28", for messages.
std::string text_of(const Extents& extents);

/// A window along one axis of an image.
struct Window {
  std::size_t kernel = 1, stride = 1, dilation = 1, before = 0, after = 0;
  std::size_t span() const { return (kernel - 1) * dilation + 1; }
};

/// What a mean is of: `axes` of a sample that has `shape`, and whose values lie in memory as `extents` and `memory` of
/// Flow say (onnx/graph.hpp).
struct Mean {
  std::size_t step = 0;
  std::vector<std::size_t> axes;
  Extents shape, extents;
  std::vector<std::size_t> memory;
};

/// One layer, or one join, of a net in the making. `shape` is that of the values it gives.
struct Step {
  enum class Kind {
    input,
    layer,
    activation,  ///< `name`, of each value; or of all values of a sample, if `rowwise`
    affine,      ///< scale·x + shift, one of each per channel: the values of a channel stand next to each other
    view,        ///< the same values in another shape
    permute,     ///< axis i of the result is axis order[i]
    sum,
    concat  ///< along the first extent
  };
  /// What a layer is, if it can take up a scale or a shift: Dense, a convolution, a transposed one, a normalization
  /// with a gain and a shift.
  enum class Linear { none, dense, convolution, transposed, normalization };

  Kind kind = Kind::layer;
  Extents shape;
  std::vector<std::size_t> from;  ///< the indices of the steps it reads
  std::string place;              ///< where it came from, for messages
  std::string name;
  std::vector<std::string> arguments;  ///< of the template, without the activation
  std::string activation;              ///< the layer's own, or empty
  bool rowwise = false;
  Linear linear = Linear::none;
  bool pads = false;       ///< a convolution with padding, before which no shift can be taken up
  std::size_t groups = 1;  ///< of a transposed convolution
  std::vector<Tensor> tensors;
  Numbers scale, shift;            ///< of an affine step, one for each channel
  std::size_t computed_bytes = 0;  ///< that these take, if they are no constants of the file
  std::vector<std::size_t> order;
  /// Of a layer, an activation or an affine step of each step of a window: how many steps the window has, the first
  /// extent of `shape`. 0: of whole samples.
  std::size_t unrolled = 0;
  std::vector<Window> padding;       ///< of a step that only adds zeros around an image: how many, along its axes
  std::shared_ptr<const Mean> mean;  ///< of a mean, and of what is left without it
  std::size_t twin = 0;              ///< another step with the same weights, which may be used as well; 0: none
  const char* incomplete = nullptr;  ///< of a part of a formula: why it is refused where it is left over

  /// The shape, or that of a step of a window.
  Extents own_shape() const { return unrolled == 0 ? shape : Extents(shape.begin() + 1, shape.end()); }
};

/// The most values of one sample, before any layer and after.
inline constexpr std::size_t most_values = std::size_t{1} << 32;

class Draft {
 public:
  /// `file` stands before each message; the steps take the memory.
  Draft(std::string file, bool is_double, bool allow_non_finite, std::shared_ptr<Memory> memory)
      : file_(std::move(file)),
        is_double_(is_double),
        allow_non_finite_(allow_non_finite),
        memory_(std::move(memory)) {}

  std::size_t add(Step step);
  const Step& operator[](std::size_t i) const { return steps_[i]; }
  std::size_t size() const { return steps_.size(); }
  bool is_double() const { return is_double_; }

  /// A step that gives the values of `from` in the shape.
  std::size_t reshaped(std::size_t from, const Extents& shape, const std::string& place);
  /// What a user must know.
  void note(const std::string& text);

  /// The net whose output is the step. Error: import_error, if the steps cannot be nested.
  Model finish(std::size_t output);

 private:
  [[noreturn]] void refuse(const Step& step, const std::string& what) const;
  template <class Values> void check_finite(const Step& step, const Values& values) const;
  void count_consumers(std::size_t output);
  void fold(std::size_t output);
  std::optional<std::size_t> producer(std::size_t affine) const;
  void drop(std::size_t index, std::size_t output);
  bool fold_into_affine(std::size_t affine);
  bool fold_into_producer(std::size_t affine);
  bool fold_into_consumer(std::size_t affine);
  void replace(std::size_t step, std::size_t by);
  std::vector<Layer> chain(std::size_t from, std::size_t to, std::size_t depth);
  void emit(std::size_t step, std::vector<Layer>& layers);
  Layer join(std::size_t step, std::size_t depth);
  static std::vector<Layer> unrolled(std::vector<Layer> layers);

  std::string file_;
  bool is_double_, allow_non_finite_;
  std::shared_ptr<Memory> memory_;
  std::deque<Step> steps_;
  std::vector<std::string> notes_;
  std::vector<std::vector<std::size_t>> consumers_;
  std::vector<std::size_t> dominator_;
  std::vector<bool> emitted_;
};

}  // namespace importer
