#pragma once
/// \file
/// LAMB: Adam's direction, with a length in proportion to that of the tensor, for large batches.

#include <array>
#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/simd/scalar_only.hpp>
#include <sinew/optimizer/concept.hpp>

namespace SINEW_NAMESPACE {

/// Adam's direction in each weight matrix and each bias vector, as long as the tensor is: for batches of thousands.
/// m ← β₁m + (1 − β₁)g;  v ← β₂v + (1 − β₂)g².  With m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ) and u = m̂ / (√v̂ + ε) +
/// weight_decay·w: w ← w − rate·(‖w‖ / ‖u‖)·u over each tensor. The ratio is 1 where a norm is 0, as for biases at
/// first.
/// Cost: two walks over the parameters.
/// Misuse: a layer whose tensors are wrong → mistake::tensors_of_another_size and the like.
/// PyTorch: it has no LAMB; timm's Lamb, without its limits of gradient and ratio.
/// Source: You et al., "Large batch optimization for deep learning: training BERT in 76 minutes", ICLR (2020).
struct LAMB {
  double rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-6, weight_decay = 0.01;
  static constexpr std::size_t slot_count = 2;
  static constexpr std::array slot_names{"exp_avg", "exp_avg_sq"};

  template <class T> constexpr void update(const ParameterTensor<T, slot_count>& tensor, std::size_t t) const noexcept {
    T* const w = tensor.parameters.data();
    const T* const g = tensor.gradient.data();
    T *const m = tensor.slot[0].data(), *const v = tensor.slot[1].data();
    const T b1 = static_cast<T>(beta1), b2 = static_cast<T>(beta2), eps = static_cast<T>(epsilon),
            decay = static_cast<T>(weight_decay), first = static_cast<T>(1 - _detail::power(beta1, t)),
            root = static_cast<T>(math::sqrt(1 - _detail::power(beta2, t)));
    const auto direction = [=]<class V>(const V& at, const V& mean, const V& square) {
      return V(mean / simd::broadcast<V>(first) /
                   (math::sqrt(square) / simd::broadcast<V>(root) + simd::broadcast<V>(eps)) +
               simd::broadcast<V>(decay) * at);
    };
    using Native = simd::pack<T, simd::native_lanes<T>>;
    T size{}, length{};  // sums of squares: of the last few values, and of packs
    Native sizes{}, lengths{};
    simd::sweep<T>(tensor.parameters.size(), [&]<class V>(std::size_t i) {
      const V gradient = simd::load<V>(g + i), at = simd::load<V>(w + i);
      const V mean = simd::broadcast<V>(b1) * simd::load<V>(m + i) + simd::broadcast<V>(T(1) - b1) * gradient;
      const V square =
          simd::broadcast<V>(b2) * simd::load<V>(v + i) + simd::broadcast<V>(T(1) - b2) * gradient * gradient;
      simd::store<V>(m + i, mean);
      simd::store<V>(v + i, square);
      const V along = direction(at, mean, square);
      if constexpr (simd::lanes_of<V> == simd::native_lanes<T>) {
        sizes += at * at;
        lengths += along * along;
      } else {
        size += at * at;
        length += along * along;
      }
    });
    if (!simd::scalar_only()) {
      size += simd::sum<Native>(sizes);
      length += simd::sum<Native>(lengths);
    }
    const T ratio = size > T(0) && length > T(0) ? math::sqrt(size) / math::sqrt(length) : T(1),
            step = static_cast<T>(rate) * ratio;
    simd::sweep<T>(tensor.parameters.size(), [&]<class V>(std::size_t i) {
      const V at = simd::load<V>(w + i);
      simd::store<V>(w + i,
                     V(at - simd::broadcast<V>(step) * direction(at, simd::load<V>(m + i), simd::load<V>(v + i))));
    });
  }
};

}  // namespace sinew
