#pragma once
/// \file
/// The result of diagnose(): findings, each with a kind, a layer, a figure and a text. to_string() of report/text.hpp
/// prints them.

#include <charconv>
#include <cstddef>
#include <string>
#include <vector>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE {

/// The causes that keep a net from learning. The meaning of Finding::figure is given in brackets.
enum class Problem {
  inputs_not_finite,   ///< NaN or infinity in the inputs [the first bad sample]
  inputs_constant,     ///< features that are the same in every sample [their share]
  inputs_not_scaled,   ///< features far from mean 0 and deviation 1 [their share]
  targets_not_finite,  ///< NaN or infinity in the targets [the first bad sample]
  labels_constant,     ///< all samples have the same target [the number of samples]
  /// the targets look independent of the inputs, as if shuffled separately [standard deviations from chance]
  labels_unrelated,
  parameters_not_finite,  ///< NaN or infinity in the weights [the number of such weights]
  /// all units of a layer have the same weights, and training keeps them equal [the number of units]
  equal_units,
  dead_units,  ///< units whose output and derivative are 0 for every sample [their share of the layer]
  /// activations where the derivative is close to 0 [their share of all samples and units]
  saturated_units,
  vanishing_gradient,  ///< a layer's gradient is close to 0 [its sensitivity; see DiagnoseOptions]
  exploding_gradient,  ///< a layer's gradient is huge [its norm as a multiple of the weights']
  rate_too_high,       ///< training at this rate does not lower the loss, at a lower rate it does [that rate]
  rate_too_low,        ///< training at this rate hardly lowers the loss, at a higher rate it does [that rate]
  /// targets that the output activation cannot give, such as −1 of Sigmoid [the share of samples with such a target]
  targets_out_of_reach,
  // Remarks: what makes learning slow, or the program.
  /// the loss takes its gradient through an output activation that has none where it is surely wrong [0]
  slow_loss,
  not_optimized  ///< the program is compiled without optimization [0]
};

/// The value of Finding::layer for findings that do not concern a single layer.
inline constexpr std::size_t no_layer = ~std::size_t{};

/// One cause that keeps a net from learning.
struct Finding {
  Problem kind{};                ///< the cause
  std::size_t layer = no_layer;  ///< 0, 1, …, as in net.weight<layer>()
  double figure = 0;             ///< the extent of the problem; see Problem for its meaning
  std::string text{};            ///< what was found, why it matters, and what to do
};

/// The findings, causes before effects. Problems that another finding explains are left out: fix the first, then
/// diagnose again. Remarks are about time: a net may learn in spite of them.
struct Diagnosis {
  std::vector<Finding> findings{};  ///< what keeps the net from learning; empty if nothing was found
  std::vector<Finding> remarks{};   ///< what makes learning, or the program, slow: slow_loss, not_optimized

  /// Returns whether nothing was found that keeps the net from learning.
  [[nodiscard]] bool ok() const noexcept { return findings.empty(); }
  /// Returns the first finding or remark of a kind, or nullptr.
  [[nodiscard]] const Finding* find(Problem kind) const noexcept {
    for (const Finding& finding : findings)
      if (finding.kind == kind) return &finding;
    for (const Finding& remark : remarks)
      if (remark.kind == kind) return &remark;
    return nullptr;
  }
  /// Returns whether there is a finding or remark of a kind.
  [[nodiscard]] bool has(Problem kind) const noexcept { return find(kind) != nullptr; }
};

namespace _detail {
/// Formats a number with `digits` significant digits and a decimal point in every locale.
inline std::string significant(double value, int digits = 3) {
  char text[64];
  return {text, std::to_chars(text, text + sizeof(text), value, std::chars_format::general, digits).ptr};
}
}  // namespace _detail

}  // namespace sinew
