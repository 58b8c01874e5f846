#pragma once
/// \file
/// What diagnose() reports: findings, each a kind, a place, a figure and a sentence. As text: to_string() of
/// report/text.hpp.

#include <charconv>
#include <cstddef>
#include <string>
#include <vector>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE {

/// What keeps a net from learning; in brackets what Finding::figure then is.
enum class Problem {
  inputs_not_finite,   ///< NaN or infinity in the inputs [the first bad sample]
  inputs_constant,     ///< features that are the same in every sample [their share]
  inputs_not_scaled,   ///< features far from mean 0 and deviation 1 [their share]
  targets_not_finite,  ///< NaN or infinity in the targets [the first bad sample]
  labels_constant,     ///< every sample has the same target [the number of samples]
  /// targets look independent of inputs, as if shuffled without them [standard deviations from chance]
  labels_unrelated,
  parameters_not_finite,  ///< NaN or infinity in the weights [how many]
  /// all units of a layer have the same weights, and will keep them the same [the number of units]
  equal_units,
  dead_units,  ///< units whose output and derivative are 0 for every sample [their share of the layer]
  /// activations so far out that their derivative is next to 0 [their share of all samples and units]
  saturated_units,
  vanishing_gradient,  ///< a layer's gradient is next to 0 [its sensitivity; see DiagnoseOptions]
  exploding_gradient,  ///< a layer's gradient is huge [its norm as a multiple of the weights']
  rate_too_high,       ///< training at the rate does not lower the loss, at a lower one it does [that rate]
  rate_too_low         ///< training at the rate hardly lowers the loss, at a higher one it does [that rate]
};

/// The layer of a finding that concerns no single layer.
inline constexpr std::size_t no_layer = ~std::size_t{};

struct Finding {
  Problem kind{};
  std::size_t layer = no_layer;  ///< 0, 1, …, as in net.weight<layer>()
  double figure = 0;             ///< how bad it is; Problem says what it counts
  std::string text{};            ///< what was found, why it hurts, and what to do
};

/// The findings, causes first. What another finding explains is left out: mend the first, and diagnose again.
struct Diagnosis {
  std::vector<Finding> findings{};

  /// Nothing was found.
  bool ok() const noexcept { return findings.empty(); }
  /// The first finding of a kind, or null.
  const Finding* find(Problem kind) const noexcept {
    for (const Finding& finding : findings)
      if (finding.kind == kind) return &finding;
    return nullptr;
  }
  bool has(Problem kind) const noexcept { return find(kind) != nullptr; }
};

namespace _detail {
/// A number in `digits` significant digits, with a decimal point in every locale.
inline std::string significant(double value, int digits = 3) {
  char text[64];
  return {text, std::to_chars(text, text + sizeof(text), value, std::chars_format::general, digits).ptr};
}
}  // namespace _detail

}  // namespace sinew
