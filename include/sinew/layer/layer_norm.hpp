#pragma once
/// \file
/// LayerNorm<Options...>: normalizes each sample over all of its values.

#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/layer/norm_options.hpp>
#include <sinew/layer/sample_norm.hpp>

namespace SINEW_NAMESPACE {

/// y = γ ⊙ (x − mean) / √(variance + ε) + β, with mean and variance over the n values of a sample.
/// The variance is divided by n. Training and inference are the same.
/// Shapes: x and y (Batch, D...).
/// Parameters: γ (D...), then β (D...), initialized to 1 and 0.
/// Options: Epsilon<Ratio<1, 100'000>>, NoAffine.
/// Backward: dβ = Σ_batch dy; dγ = Σ_batch dy ⊙ x̂; dx = (g − mean(g) − x̂·mean(g ⊙ x̂)) / √(variance + ε) with
/// g = γ ⊙ dy. The mean and 1 / √(variance + ε) of each sample are cached.
/// Cost: reads x three times.
/// Misuse: an unknown option → mistake::not_an_option; two options of a kind → mistake::option_given_twice.
/// Source: Ba, Kiros, Hinton, "Layer normalization", arXiv:1607.06450 (2016).
/// PyTorch: LayerNorm(normalized_shape = the shape of a sample). ONNX: LayerNormalization with axis = 1.
template <class... Options> struct LayerNorm {
  template <class In, class Against = typename decltype(_detail::norm_options_fault<LayerNorm, 2, Options...>())::type>
  using on = std::conditional_t<std::is_same_v<Against, mistake::nothing>, _detail::sample_norm<In, 1, 1, Options...>,
                                Against>;
};

}  // namespace sinew
