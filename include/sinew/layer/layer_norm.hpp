#pragma once
/// \file
/// LayerNorm<Options...>: each sample normalised over all of its values.

#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/layer/norm_options.hpp>
#include <sinew/layer/sample_norm.hpp>

namespace SINEW_NAMESPACE {

/// y = γ ⊙ (x − mean) / √(variance + ε) + β, mean and variance (by n) over the n values of a sample. The same in
/// training and inference.
/// Shapes: x, y, γ, β (Batch, D...).  Parameters: γ (D...), then β (D...); Init: 1 and 0.
/// Backward: dβ = Σ_batch dy;  dγ = Σ_batch dy ⊙ x̂;  dx = (g − mean(g) − x̂·mean(g ⊙ x̂)) / √(variance + ε), g = γ ⊙
/// dy.
/// Keeps mean and 1/√… of each sample.
/// Options: Epsilon<Ratio<1, 100'000>>, NoAffine.
/// Cost: reads x three times.
/// PyTorch: LayerNorm(normalized_shape = all of a sample). ONNX: LayerNormalization with axis = 1.
/// Misuse: an unknown option → mistake::not_an_option; two of a kind → mistake::option_given_twice.
/// Source: Ba, Kiros, Hinton, "Layer normalization", arXiv:1607.06450 (2016).
template <class... Options> struct LayerNorm {
  template <class In, class Against = typename decltype(_detail::norm_options_fault<LayerNorm, 2, Options...>())::type>
  using on = std::conditional_t<std::is_same_v<Against, mistake::nothing>, _detail::sample_norm<In, 1, 1, Options...>,
                                Against>;
};

}  // namespace sinew
