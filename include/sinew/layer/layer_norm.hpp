#pragma once
/// \file
/// LayerNorm<Options...>: normalizes each sample over all of its values.

#include <sinew/config/namespace.hpp>
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
/// Misuse: an unknown option → mistake::not_an_option; two options of a kind → mistake::option_given_twice; samples of
/// a single value, of which nothing would be left → mistake::normalizes_single_values.
/// Source: Ba, Kiros, Hinton, "Layer normalization", arXiv:1607.06450 (2016).
/// PyTorch: LayerNorm(normalized_shape = the shape of a sample). ONNX: LayerNormalization with axis = 1.
template <class... Options> struct LayerNorm {
  template <class In> using on = typename decltype(_detail::bind_sample_norm<LayerNorm, In, 1, In, Options...>())::type;
};

}  // namespace sinew
