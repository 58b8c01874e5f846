#pragma once
/// \file
/// findings_of: derives the findings of diagnose() from its measurements, causes before effects.

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/mistake/quantity.hpp>
#include <sinew/diagnose/diagnosis.hpp>
#include <sinew/diagnose/measurements.hpp>

namespace SINEW_NAMESPACE::_detail {

inline std::string share_text(double share) { return significant(share * 100) + " %"; }

inline void add_data_findings(const Measurements& m, const DiagnoseOptions& options, std::vector<Finding>& found) {
  if (m.bad_input != m.none)
    found.push_back({Problem::inputs_not_finite, no_layer, static_cast<double>(m.bad_input),
                     "sample " + std::to_string(m.bad_input) +
                         " is the first with a NaN or infinite input. One such input makes the loss, and then every "
                         "weight, NaN. Remove such samples, or fill in the missing values."});
  if (m.bad_target != m.none)
    found.push_back({Problem::targets_not_finite, no_layer, static_cast<double>(m.bad_target),
                     "sample " + std::to_string(m.bad_target) +
                         " is the first with a NaN or infinite target. One such target makes the loss, and then every "
                         "weight, NaN. Remove such samples."});
  if (m.bad_parameters > 0)
    found.push_back({Problem::parameters_not_finite, m.bad_layer, static_cast<double>(m.bad_parameters),
                     std::string(counted(m.bad_parameters, "parameter").text) +
                         (m.bad_parameters == 1 ? " is" : " are") +
                         " NaN or infinite, so the outputs are too. An earlier training has diverged: "
                         "initialize() the "
                         "net again and train at a lower rate, with clip_norm, or on scaled inputs."});
  if (!found.empty()) return;  // with NaN or infinity the checks below mean nothing

  std::size_t constant = 0, unscaled = 0, worst = 0;
  double worst_by = 0, widest = 0;
  for (std::size_t i = 0; i < m.features.size(); ++i) {
    const auto [mean, deviation] = m.features[i];
    const bool is_constant = !(deviation > 0);
    constant += is_constant;
    widest = std::fmax(widest, deviation);
    const double size = std::hypot(mean, deviation) / options.largest_input;
    const double offset =
        std::fabs(mean) > 1 && !is_constant ? std::fabs(mean) / deviation / options.largest_offset : 0;
    const double by = std::fmax(size, offset);
    unscaled += by > 1;
    if (by > worst_by) {
      worst_by = by;
      worst = i;
    }
  }
  const double count = static_cast<double>(m.features.size());
  if (static_cast<double>(constant) >= options.constant_share * count)
    found.push_back(
        {Problem::inputs_constant, no_layer, static_cast<double>(constant) / count,
         std::to_string(constant) + " of " + std::to_string(m.features.size()) +
             " features have the same value in every sample, so they carry no information about the targets. Check how "
             "the data are read: are the columns and the file the right ones?"});
  const bool tiny = constant < m.features.size() && widest < options.smallest_deviation;
  if (unscaled > 0 || tiny) {
    const auto [mean, deviation] = m.features[worst];
    found.push_back({Problem::inputs_not_scaled, no_layer, (tiny ? count : static_cast<double>(unscaled)) / count,
                     tiny ? "no feature deviates by more than " + significant(widest) +
                                " from its mean, so the differences between samples hardly reach the net. "
                                "Fit a StandardScaler to the training data and transform all inputs with it."
                          : std::to_string(unscaled) + " of " + std::to_string(m.features.size()) +
                                " features are far from mean 0 and deviation 1 (feature " + std::to_string(worst) +
                                ": mean " + significant(mean) + ", deviation " + significant(deviation) +
                                "). Large inputs saturate or kill units, and only very small rates are stable. Fit a "
                                "StandardScaler or a MinMaxScaler to the training data and transform all inputs with "
                                "it."});
  }
  if (m.unreachable > 0 &&
      static_cast<double>(m.unreachable) >= options.unreachable_share * static_cast<double>(m.samples))
    found.push_back({Problem::targets_out_of_reach, no_layer,
                     static_cast<double>(m.unreachable) / static_cast<double>(m.samples),
                     std::to_string(m.unreachable) + " of " + std::to_string(m.samples) +
                         " samples have targets that no output can be" +
                         (m.distribution ? ": outputs of Softmax are from 0 to 1 and add up to 1 (a target or sum is " +
                                               significant(m.target) +
                                               "). Use class indices, Sigmoid outputs for several labels, or "
                                               "no output activation for numbers."
                                         : " (a target is " + significant(m.target) + "; outputs are from " +
                                               significant(m.lowest) + " to " + significant(m.highest) +
                                               "). Scale the targets to this range, or use an "
                                               "output activation, or none, that can give them.")});
  if (m.constant_targets)
    found.push_back({Problem::labels_constant, no_layer, static_cast<double>(m.samples),
                     "all " + std::to_string(m.samples) +
                         " samples have the same target, so a constant output is perfect and the net learns nothing "
                         "else. Check how "
                         "the targets are read and selected."});
  else if (m.dependence < options.dependence)
    found.push_back(
        {Problem::labels_unrelated, no_layer, m.dependence,
         "the targets look independent of the inputs: neighbouring samples agree no better than in random order, and "
         "no feature is correlated with the targets (" +
             significant(m.dependence) + " standard deviations from chance, expected above " +
             significant(options.dependence) +
             "). Check whether inputs or targets were shuffled or sorted separately, or are shifted by one row."});
}

inline void add_layer_findings(const Measurements& m, const DiagnoseOptions& options, std::vector<Finding>& found) {
  using Layer = Measurements::Layer;
  // Reports one finding for each kind: the worst layer, and the number of affected layers.
  auto look_for = [&](Problem kind, auto figure, auto is_bad, auto text) {
    std::size_t worst = m.none, count = 0;
    for (std::size_t i = 0; i < m.layers.size(); ++i)
      if (is_bad(m.layers[i])) {
        ++count;
        if (worst == m.none || figure(m.layers[i]) > figure(m.layers[worst])) worst = i;
      }
    if (count == 0) return;
    const std::string others = count == 1 ? ""
                                          : std::string(" (") + grouped(count).text + " of " +
                                                counted(m.layers.size(), "layer").text + " are like this)";
    const auto [value, sentence, remedy] = text(m.layers[worst]);
    found.push_back({kind, worst, value, sentence + others + remedy});
  };
  struct Text {
    double figure;
    std::string sentence, remedy;
  };

  look_for(
      Problem::equal_units, [](const Layer& l) { return l.units; }, [](const Layer& l) { return l.equal; },
      [](const Layer& l) {
        return Text{static_cast<double>(l.units),
                    std::string("all ") + counted(l.units, "unit").text +
                        " have the same weights, so they get the same gradient, stay equal and act as a single unit",
                    ". Call initialize(net, seed) before training."};
      });
  if (!found.empty()) return;
  look_for(
      Problem::dead_units, [](const Layer& l) { return l.dead; },
      [&](const Layer& l) { return l.dead >= options.inactive_share; },
      [](const Layer& l) {
        return Text{l.dead,
                    share_text(l.dead) + " of " + counted(l.units, "unit").text +
                        " output 0 for every sample; their gradient is 0 too, so training cannot revive them",
                    ". Check for a rate that was too high and for large negative biases; initialize() again, or use "
                    "LeakyReLU."};
      });
  if (!found.empty()) return;
  look_for(
      Problem::saturated_units, [](const Layer& l) { return l.saturated; },
      [&](const Layer& l) { return l.saturated >= options.inactive_share; },
      [&](const Layer& l) {
        return Text{l.saturated,
                    share_text(l.saturated) +
                        " of the activations are in the flat part of their function (a derivative below " +
                        share_text(options.saturated_slope) + " of its maximum), which stops the gradient",
                    ". Start with smaller weights (initialize()), scale the inputs, or use ReLU."};
      });
  if (!found.empty()) return;
  look_for(
      Problem::vanishing_gradient, [](const Layer& l) { return -l.sensitivity; },
      [&](const Layer& l) { return l.sensitivity < options.smallest_sensitivity; },
      [](const Layer& l) {
        return Text{l.sensitivity,
                    "the gradient is close to 0: a change of all weights by 100 % would change the loss by " +
                        share_text(l.sensitivity) + ", so the layer does not learn in reasonable time",
                    ". Start with larger weights (initialize()), use ReLU, or use fewer layers."};
      });
  look_for(
      Problem::exploding_gradient, [](const Layer& l) { return l.gradient; },
      [&](const Layer& l) {
        return l.sensitivity > options.largest_sensitivity && l.gradient > options.largest_gradient;
      },
      [](const Layer& l) {
        return Text{l.gradient,
                    "the norm of the gradient is " + significant(l.gradient) +
                        " times that of the weights, so a step of ordinary size destroys the net",
                    ". Start with smaller weights (initialize()), or clip gradients (clip_norm)."};
      });
}

/// Compares the trials at several rates. The rate is too high if the loss stays above its start, or above L₀ (where
/// nets with dead units end), and a lower rate does better.
inline void add_rate_findings(const Measurements& m, const DiagnoseOptions& options, std::vector<Finding>& found) {
  if (m.trials.empty()) return;
  const auto now = m.trials[0];
  auto lower = now, higher = now;
  for (const auto& trial : m.trials) {
    if (trial.rate < now.rate && trial.loss < lower.loss) lower = trial;
    if (trial.rate > now.rate && trial.loss < higher.loss) higher = trial;
  }
  auto report = [&](Problem kind, const Measurements::Trial& better, const char* reason) {
    found.push_back({kind, no_layer, better.rate,
                     "at the rate " + significant(now.rate) + ", " + counted(options.steps, "step").text +
                         (options.steps == 1 ? " takes" : " take") + " the loss from " + significant(m.loss) + " to " +
                         (std::isfinite(now.loss) ? significant(now.loss) : std::string("infinity")) + "; at " +
                         significant(better.rate) + " they take it to " + significant(better.loss) + ". " + reason +
                         " Train at a rate near " + significant(better.rate) + "."});
  };
  const double trivial = m.loss_of_zeros < m.loss ? m.loss_of_zeros : m.loss;
  auto falls = [](double loss, double from, double share) { return loss < from * (1 - share); };
  if (!falls(now.loss, trivial, options.stands_still) && falls(lower.loss, trivial, options.falls_when_lower))
    report(Problem::rate_too_high, lower, "Steps of this size jump over every minimum.");
  else if (!falls(now.loss, m.loss, options.stands_still) && falls(higher.loss, m.loss, options.falls_when_higher))
    report(Problem::rate_too_low, higher, "Steps of this size take too long.");
}

inline void add_remarks(const Measurements& m, const DiagnoseOptions& options, std::vector<Finding>& remarks) {
  if (m.better_loss != nullptr)
    remarks.push_back(
        {Problem::slow_loss, no_layer, 0,
         std::string("the gradient of this loss passes through the output activation, whose slope is close "
                     "to 0 where an output is surely wrong, so such samples hardly teach anything. Use ") +
             m.better_loss + ", whose gradient there is the largest."});
  if (!options.optimized)
    remarks.push_back({Problem::not_optimized, no_layer, 0,
                       "the program is compiled without optimization, which makes training many times slower. Compile "
                       "with -O2 or -O3, in CMake with CMAKE_BUILD_TYPE=Release."});
}

inline Diagnosis findings_of(const Measurements& m, const DiagnoseOptions& options) {
  Diagnosis diagnosis;
  auto& found = diagnosis.findings;
  _detail::add_data_findings(m, options, found);
  // Bad data cause bad layers and rates, so check those only if the data are good.
  if (found.empty() && !m.learned) _detail::add_layer_findings(m, options, found);
  if (found.empty() && !m.learned) _detail::add_rate_findings(m, options, found);
  _detail::add_remarks(m, options, diagnosis.remarks);
  return diagnosis;
}

}  // namespace sinew::_detail
