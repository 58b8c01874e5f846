#pragma once
/// \file
/// What diagnose() measures, and its thresholds.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE {

/// What diagnose() measures, and its thresholds.
struct DiagnoseOptions {
  std::uint64_t seed = 1;     ///< of the samples it picks and of layers that draw at random
  std::size_t samples = 512;  ///< passes through the net see so many at most; of inputs and targets all are read
  std::size_t steps = 50;     ///< of training, for each rate it tries

  /// A feature is not scaled if √(mean² + deviation²) is above it: initialisation reckons with 1, and curvature grows
  /// with the square, so that rates must be 100 times smaller. LeCun, Bottou, Orr, Müller, "Efficient BackProp" (1998),
  /// section 4.3.
  double largest_input = 10;
  /// … or if its mean is so many deviations (and more than 1) away from 0: the same factor of 100, between two
  /// directions of one feature.
  double largest_offset = 10;
  /// … or if the deviations of all features are below it: then nothing but the biases reaches the second layer.
  double smallest_deviation = 0.01;
  /// Constant features are a finding from this share on. Some are harmless and common: 67 of MNIST's 784 pixels.
  double constant_share = 0.5;
  /// Targets nearer than this (in standard deviations) to what chance gives are unrelated to the inputs: 98 in 100 sets
  /// of shuffled labels are; see detail::dependence().
  double dependence = 3;
  /// A layer is in trouble from this share of dead units (or of saturated activations) on. Inputs that are never
  /// negative kill a quarter of fresh ReLU units by chance, and nets learn with 40 % of them dead (Stanford's CS231n,
  /// notes on activations).
  double inactive_share = 0.75;
  /// An activation is saturated where its derivative is below this share of its largest: beyond |z| = 4.4 for Sigmoid,
  /// 2.2 for Tanh.
  /// Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS (2010).
  double saturated_slope = 0.05;
  /// Sensitivity of a layer: ‖w‖·‖g‖ / L₀, g the gradient of one sample (mean of the norms), L₀ the loss of the net
  /// with all parameters 0.
  /// It has no unit: how many times L₀ the loss changes where the layer changes by as much as it is. Healthy nets were
  /// seen between 0.07 and 640, whatever their depth. Below this figure the gradient has vanished: even new weights
  /// would hardly change the loss.
  double smallest_sensitivity = 1e-3;
  /// A gradient explodes where sensitivity is above the first figure (a thousandth of the weights changes the loss by
  /// all there is to win) and ‖g‖ / ‖w‖ above the second (a step at a modest rate of 0.03 replaces the weights). Small
  /// targets alone raise the first, large ones the second.
  double largest_sensitivity = 1000, largest_gradient = 30;
  /// A rate is bad where `steps` steps lower the loss by less than the first share, while at a lower one they lower it
  /// by more than the second, or at a higher one by more than the third (a leap out of a plateau proves little).
  /// After the range test of Smith, "Cyclical learning rates for training neural networks", WACV (2017).
  double stands_still = 0.01, falls_when_lower = 0.25, falls_when_higher = 0.5;
};

namespace _detail {

inline constexpr double not_counted = std::numeric_limits<double>::quiet_NaN();

/// What was measured; NaN where there was nothing to measure.
struct Measurements {
  static constexpr std::size_t none = ~std::size_t{};
  struct Feature {
    double mean = 0, deviation = 0;
  };
  struct Layer {
    std::size_t units = 0;
    bool equal = false;  ///< all units have the same weights, in and out
    double dead = not_counted, saturated = not_counted;
    double sensitivity = not_counted, gradient = not_counted;  ///< ‖w‖·‖g‖ / L₀ and ‖g‖ / ‖w‖
  };
  struct Trial {
    double rate = 0, loss = 0;
  };

  std::size_t samples = 0, bad_input = none, bad_target = none, bad_parameters = 0, bad_layer = none;
  std::vector<Feature> features{};
  bool constant_targets = false;
  double dependence = not_counted;  ///< of targets on inputs
  /// the net explains most of the targets already: what is odd in it does no harm
  bool learned = false;
  std::vector<Layer> layers{};
  double loss = 0, loss_of_zeros = 0;  ///< of the net as it is, and with all parameters 0
  std::vector<Trial> trials{};         ///< the loss after some steps at a rate, the first at the rate in question
};

}  // namespace _detail
}  // namespace sinew
