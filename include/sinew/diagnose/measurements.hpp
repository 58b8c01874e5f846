#pragma once
/// \file
/// DiagnoseOptions: the settings and thresholds of diagnose(); Measurements: what it measures.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {
/// Whether this file is compiled with optimization.
#ifdef __OPTIMIZE__
constexpr bool is_optimized = true;
#else
constexpr bool is_optimized = false;
#endif
}  // namespace _detail

/// The settings and thresholds of diagnose().
struct DiagnoseOptions {
  std::uint64_t seed = 1;     ///< for picking samples and for layers that draw at random
  std::size_t samples = 512;  ///< the most samples in a pass through the net; statistics of inputs and targets use all
  std::size_t steps = 50;     ///< training steps for each rate it tries

  /// A feature is not scaled if √(mean² + deviation²) is above this. Initialization assumes 1, and the curvature
  /// grows with the square, so that rates must be 100 times smaller.
  /// Source: LeCun, Bottou, Orr, Müller, "Efficient BackProp" (1998), section 4.3.
  double largest_input = 10;
  /// A feature is not scaled either if its mean is more than this many deviations (and more than 1) away from 0. The
  /// factor of 100 then separates two directions of one feature.
  double largest_offset = 10;
  /// The features are not scaled either if all their deviations are below this: then only the biases reach the second
  /// layer.
  double smallest_deviation = 0.01;
  /// Constant features are reported from this share on. Some are harmless and common: 67 of MNIST's 784 pixels.
  double constant_share = 0.5;
  /// Targets are unrelated to the inputs if they are less than this many standard deviations from chance. 98 in 100
  /// sets with shuffled labels are below it; see dependence() in diagnose/permutation_test.hpp.
  double dependence = 3;
  /// A layer is reported from this share of dead units or saturated activations on. Inputs that are never negative
  /// kill a quarter of freshly initialized ReLU units by chance, and nets learn with 40 % of their units dead.
  /// Source: Stanford's CS231n, notes on activations.
  double inactive_share = 0.75;
  /// An activation is saturated where its derivative is below this share of its maximum: beyond |z| = 4.4 for
  /// Sigmoid, 2.2 for Tanh.
  /// Source: Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS
  /// (2010).
  double saturated_slope = 0.05;
  /// The gradient of a layer has vanished if the layer's sensitivity is below this: even new weights would hardly
  /// change the loss. The sensitivity is ‖w‖·‖g‖ / L₀, where g is the gradient of one sample (mean of the norms) and
  /// L₀ the loss of the net with all parameters 0. It has no unit: a change of the layer as large as the layer itself
  /// changes the loss by this multiple of L₀. Healthy nets measured 0.07 to 640 at every depth.
  double smallest_sensitivity = 1e-3;
  /// A gradient explodes if the sensitivity is above the first figure (a thousandth of the weights changes the loss
  /// by L₀) and ‖g‖ / ‖w‖ is above the second (a step at a modest rate of 0.03 replaces the weights). Small targets
  /// alone raise the first, large targets the second.
  double largest_sensitivity = 1000, largest_gradient = 30;
  /// A rate is bad if `steps` steps lower the loss by less than the first share, while they lower it by more than the
  /// second share at a lower rate, or by more than the third at a higher rate. (A sudden fall from a plateau proves
  /// little.)
  /// Source: the range test of Smith, "Cyclical learning rates for training neural networks", WACV (2017).
  double stands_still = 0.01, falls_when_lower = 0.25, falls_when_higher = 0.5;
  /// Targets are out of reach from this share of samples on. A few may lie beyond the outputs' range by noise.
  double unreachable_share = 0.05;
  /// Whether the program is compiled with optimization; true also silences the remark.
  bool optimized = _detail::is_optimized;
};

namespace _detail {

inline constexpr double not_counted = std::numeric_limits<double>::quiet_NaN();

/// The results of the measurements; NaN where there was nothing to measure.
struct Measurements {
  static constexpr std::size_t none = ~std::size_t{};
  struct Feature {
    double mean = 0, deviation = 0;
  };
  struct Layer {
    std::size_t units = 0;
    bool equal = false;  ///< all units have equal weights in and out
    double dead = not_counted, saturated = not_counted;
    double sensitivity = not_counted, gradient = not_counted;  ///< ‖w‖·‖g‖ / L₀ and ‖g‖ / ‖w‖
  };
  struct Trial {
    double rate = 0, loss = 0;
  };

  std::size_t samples = 0, bad_input = none, bad_target = none, bad_parameters = 0, bad_layer = none;
  std::vector<Feature> features{};
  bool constant_targets = false;
  /// Samples with a target that the outputs cannot give; one of these targets, and the outputs' range.
  std::size_t unreachable = 0;
  double target = 0, lowest = 0, highest = 0;
  bool distribution = false;          ///< outputs of a sample add up to 1, and so must its targets
  const char* better_loss = nullptr;  ///< the loss to use instead of one that is slow with this output
  double dependence = not_counted;    ///< of the targets on the inputs, in standard deviations
  /// The net already explains most of the targets, so that its irregularities do no harm.
  bool learned = false;
  std::vector<Layer> layers{};
  double loss = 0, loss_of_zeros = 0;  ///< of the net as given, and with all parameters 0
  std::vector<Trial> trials{};         ///< the loss after some steps at a rate; the first is the rate in question
};

}  // namespace _detail
}  // namespace sinew
