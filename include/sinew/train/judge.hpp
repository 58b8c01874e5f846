#pragma once
/// The judgement of diagnose(): from what was measured to findings, with the thresholds and why they are what they are.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <sinew/train/diagnosis.hpp>

namespace sinew {

/// What diagnose() looks at and where it draws the line.
struct DiagnoseOptions {
  std::uint64_t seed = 1;        ///< of the samples it picks and of layers that draw at random
  std::size_t samples = 512;     ///< passes through the net see so many at most; of inputs and targets all are read
  std::size_t steps = 50;        ///< of training, for each rate it tries

  /// A feature is not scaled if √(mean² + deviation²) is above it: initialisation reckons with 1, and curvature grows with the square, so
  /// that rates must be 100 times smaller. LeCun, Bottou, Orr, Müller, "Efficient BackProp" (1998), section 4.3.
  double largest_input = 10;
  /// … or if its mean is so many deviations (and more than 1) away from 0: the same factor of 100, between two directions of one feature.
  double largest_offset = 10;
  /// … or if the deviations of all features are below it: then nothing but the biases reaches the second layer.
  double smallest_deviation = 0.01;
  /// Constant features are a finding from this share on. Some are harmless and common: 67 of MNIST's 784 pixels.
  double constant_share = 0.5;
  /// Targets nearer than this (in standard deviations) to what chance gives are unrelated to the inputs; see detail::relation().
  double relation = 4;
  /// A layer is in trouble from this share of dead units (or of saturated activations) on. Inputs that are never negative kill a quarter
  /// of fresh ReLU units by chance, and nets learn with 40 % of them dead (Stanford's CS231n, notes on activations).
  double inactive_share = 0.75;
  /// An activation is saturated where its derivative is below this share of its largest: beyond |z| = 4.4 for Sigmoid, 2.2 for Tanh.
  /// Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS (2010).
  double saturated_slope = 0.05;
  /// Sensitivity of a layer: ‖w‖·‖g‖ / L₀, g the gradient of one sample (mean of the norms), L₀ the loss of the net with all parameters 0.
  /// It says by how many times L₀ the loss changes where the layer changes by itself once over, and has no unit. Healthy fresh nets were
  /// seen between 0.02 and 20. Below the first figure the gradient has vanished: even new weights would change the loss by less than …;
  /// above the second it explodes: 1/300 of the weights changes it by all there is to win.
  double smallest_sensitivity = 1e-3, largest_sensitivity = 300;
  /// A rate is bad where `steps` steps lower the loss by less than the first share, while one 10, 100 or 1000 times lower or higher lowers
  /// it by more than the second. After Smith, "Cyclical learning rates for training neural networks", WACV (2017): the range test.
  double stands_still = 0.01, falls = 0.25;
};

namespace detail {

inline constexpr double not_counted = std::numeric_limits<double>::quiet_NaN();

/// What was measured; NaN where there was nothing to measure.
struct Measurements {
  static constexpr std::size_t none = ~std::size_t{};
  struct Feature { double mean = 0, deviation = 0; };
  struct Layer {
    std::size_t units = 0;
    bool equal = false;                  ///< all units have the same weights, in and out
    double dead = not_counted, saturated = not_counted, sensitivity = not_counted;
  };
  struct Trial { double rate = 0, loss = 0; };

  std::size_t samples = 0, bad_input = none, bad_target = none, bad_parameters = 0, bad_layer = none;
  std::vector<Feature> features{};
  bool constant_targets = false;
  double relation = not_counted;
  bool learned = false;                  ///< the net explains most of the targets already: what is odd in it does no harm
  std::vector<Layer> layers{};
  double rate = 0, loss = 0;             ///< the rate to judge and the loss before training; trials: the loss after it, the first at `rate`
  std::vector<Trial> trials{};
};

inline std::string share_text(double share) { return significant(share * 100) + " %"; }

inline void judge_data(const Measurements& m, const DiagnoseOptions& options, std::vector<Finding>& found) {
  if (m.bad_input != m.none)
    found.push_back({Problem::inputs_not_finite, no_layer, static_cast<double>(m.bad_input),
                     "sample " + std::to_string(m.bad_input) + " is the first with an input that is NaN or infinite; one of them makes the loss, and then "
                     "every weight, NaN. Remove such samples, or fill in what is missing."});
  if (m.bad_target != m.none)
    found.push_back({Problem::targets_not_finite, no_layer, static_cast<double>(m.bad_target),
                     "sample " + std::to_string(m.bad_target) + " is the first with a target that is NaN or infinite; one of them makes the loss, and then "
                     "every weight, NaN. Remove such samples."});
  if (m.bad_parameters > 0)
    found.push_back({Problem::parameters_not_finite, m.bad_layer, static_cast<double>(m.bad_parameters),
                     std::to_string(m.bad_parameters) + " parameters are NaN or infinite, so every output is. Training has diverged before: initialize() "
                     "the net and train at a lower rate, with clip_norm, or on scaled inputs."});
  if (!found.empty()) return;   // nothing that follows would mean anything

  std::size_t constant = 0, unscaled = 0, worst = 0;
  double worst_by = 0, widest = 0;
  for (std::size_t i = 0; i < m.features.size(); ++i) {
    const auto [mean, deviation] = m.features[i];
    const bool is_constant = !(deviation > 0);
    constant += is_constant;
    widest = std::fmax(widest, deviation);
    const double size = std::hypot(mean, deviation) / options.largest_input;
    const double offset = std::fabs(mean) > 1 && !is_constant ? std::fabs(mean) / deviation / options.largest_offset : 0;
    const double by = std::fmax(size, offset);
    unscaled += by > 1;
    if (by > worst_by) worst_by = by, worst = i;
  }
  const double count = static_cast<double>(m.features.size());
  if (static_cast<double>(constant) >= options.constant_share * count)
    found.push_back({Problem::inputs_constant, no_layer, static_cast<double>(constant) / count,
                     std::to_string(constant) + " of " + std::to_string(m.features.size()) + " features have the same value in every sample, so they tell "
                     "nothing about the targets. Look at how the data were read: the right columns, the right file?"});
  const bool tiny = constant < m.features.size() && widest < options.smallest_deviation;
  if (unscaled > 0 || tiny) {
    const auto [mean, deviation] = m.features[worst];
    found.push_back({Problem::inputs_not_scaled, no_layer, (tiny ? count : static_cast<double>(unscaled)) / count,
                     tiny ? "no feature deviates by more than " + significant(widest) + " from its mean; what the samples differ in hardly reaches the net. "
                            "Fit a StandardScaler to the training data, and transform all inputs by it."
                          : std::to_string(unscaled) + " of " + std::to_string(m.features.size()) + " features are far from mean 0 and deviation 1 (feature " +
                            std::to_string(worst) + ": mean " + significant(mean) + ", deviation " + significant(deviation) + "); large inputs saturate or "
                            "kill units and leave only tiny rates stable. Fit a StandardScaler or a MinMaxScaler to the training data, and transform all "
                            "inputs by it."});
  }
  if (m.constant_targets)
    found.push_back({Problem::labels_constant, no_layer, static_cast<double>(m.samples),
                     "all " + std::to_string(m.samples) + " samples have the same target, so a constant output is perfect and nothing else is learnt. Look at "
                     "how the targets were read and selected."});
  else if (m.relation < options.relation)
    found.push_back({Problem::labels_unrelated, no_layer, m.relation,
                     "the targets look independent of the inputs: neighbouring samples agree no better than in random order, and no feature is correlated "
                     "with the targets (" + significant(m.relation) + " standard deviations from chance, expected above " + significant(options.relation) +
                     "). Look whether inputs or targets were shuffled or sorted without the other, or are one row apart."});
}

inline void judge_layers(const Measurements& m, const DiagnoseOptions& options, std::vector<Finding>& found) {
  for (std::size_t i = 0; i < m.layers.size(); ++i)
    if (m.layers[i].equal)
      found.push_back({Problem::equal_units, i, static_cast<double>(m.layers[i].units),
                       "all " + std::to_string(m.layers[i].units) + " units have the same weights, so they get the same gradient and stay the same for ever: one "
                       "unit's worth. Call initialize(net, seed) before training."});
  if (!found.empty()) return;
  for (std::size_t i = 0; i < m.layers.size(); ++i) {
    const auto& layer = m.layers[i];
    if (layer.dead >= options.inactive_share)
      found.push_back({Problem::dead_units, i, layer.dead,
                       share_text(layer.dead) + " of " + std::to_string(layer.units) + " units give 0 for every sample; so is their gradient, and no step "
                       "revives them. Look for a rate that was too high or for large negative biases; initialize() again, or use LeakyReLU."});
    else if (layer.saturated >= options.inactive_share)
      found.push_back({Problem::saturated_units, i, layer.saturated,
                       share_text(layer.saturated) + " of the activations are where their function is flat (a derivative below " +
                       share_text(options.saturated_slope) + " of its largest), which stops the gradient. Start with smaller weights (initialize()), scale the "
                       "inputs, or use ReLU."});
  }
  if (!found.empty()) return;
  std::size_t small = m.none, large = m.none, smalls = 0, larges = 0;
  for (std::size_t i = 0; i < m.layers.size(); ++i) {
    const double s = m.layers[i].sensitivity;
    if (std::isnan(s)) continue;
    if (s < options.smallest_sensitivity && ++smalls && (small == m.none || s < m.layers[small].sensitivity)) small = i;
    if (s > options.largest_sensitivity && ++larges && (large == m.none || s > m.layers[large].sensitivity)) large = i;
  }
  const std::string all = std::to_string(m.layers.size());
  if (small != m.none)
    found.push_back({Problem::vanishing_gradient, small, m.layers[small].sensitivity,
                     std::to_string(smalls) + " of " + all + " layers have next to no gradient: here a change of the weights by 100 % changes the loss by " +
                     share_text(m.layers[small].sensitivity) + ", so the layer will not learn in any reasonable time. Use ReLU with its own initialisation, or "
                     "fewer layers."});
  if (large != m.none)
    found.push_back({Problem::exploding_gradient, large, m.layers[large].sensitivity,
                     std::to_string(larges) + " of " + all + " layers have a huge gradient: here a change of the weights by 1 % changes the loss by " +
                     significant(m.layers[large].sensitivity / 100) + " times what a constant output would cost, so any ordinary step throws the net away. Start "
                     "with smaller weights (initialize()), scale the targets, or clip gradients (clip_norm)."});
}

inline void judge_rate(const Measurements& m, const DiagnoseOptions& options, std::vector<Finding>& found) {
  if (m.trials.empty()) return;
  auto fall = [&](double loss) { return loss < m.loss ? (m.loss - loss) / m.loss : 0; };   // 0 for NaN too
  if (!(fall(m.trials[0].loss) < options.stands_still)) return;
  auto best = m.trials[0];
  for (const auto& trial : m.trials)
    if (fall(trial.loss) > fall(best.loss)) best = trial;
  if (fall(best.loss) <= options.falls) return;
  const bool high = best.rate < m.rate, finite = std::isfinite(m.trials[0].loss);
  const std::string steps = std::to_string(options.steps) + " steps";
  found.push_back({high ? Problem::rate_too_high : Problem::rate_too_low, no_layer, best.rate,
                   "at the rate " + significant(m.rate) + ", " + steps + " take the loss from " + significant(m.loss) + " to " +
                   (finite ? significant(m.trials[0].loss) : std::string("infinity")) + "; at " + significant(best.rate) + " they take it to " +
                   significant(best.loss) + (high ? ". Steps this long jump over every minimum" : ". Steps this short take for ever") + ": train at a rate near " +
                   significant(best.rate) + "."});
}

inline Diagnosis judge(const Measurements& m, const DiagnoseOptions& options) {
  Diagnosis diagnosis;
  auto& found = diagnosis.findings;
  detail::judge_data(m, options, found);
  // Bad data make bad layers and rates: those are judged when the data are right.
  if (found.empty() && !m.learned) detail::judge_layers(m, options, found);
  if (found.empty() && !m.learned) detail::judge_rate(m, options, found);
  return diagnosis;
}

}  // namespace detail
}  // namespace sinew
