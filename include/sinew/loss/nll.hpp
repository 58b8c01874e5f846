#pragma once
/// \file
/// NLL: the negative log-likelihood of classes, for LogSoftmax outputs.

#include <cstddef>
#include <span>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/simd/shuffle.hpp>
#include <sinew/activation/log_softmax.hpp>
#include <sinew/loss/cross_entropy.hpp>

namespace SINEW_NAMESPACE {

/// The negative log-likelihood of LogSoftmax outputs: the same as CrossEntropyWithLogits of the scores.
/// L = −Σ t·y over the classes, y = log p the net's output and t a distribution (one-hot or soft labels).
/// Backward: ∂L/∂z = e^y·Σt − t at the scores z. LogSoftmax and the loss are differentiated as one.
/// PyTorch: NLLLoss.
struct NLL {
  using needs = LogSoftmax;
  static constexpr bool from_logits = true, classifies = true, normalizes_outputs = true;

  template <class T> static constexpr T sample(std::span<const T> y, std::span<const T> t, std::span<T> dz) noexcept {
    _detail::precondition(t.size() == y.size() && dz.size() == y.size(),
                          "NLL::sample(y, t, dz): found {}, {} and {} values, expected as many", y.size(), t.size(),
                          dz.size());
    T loss{}, mass{};
    for (std::size_t i = 0; i < y.size(); ++i) {
      mass += t[i];
      if (!_detail::equals(t[i], T(0))) loss -= t[i] * y[i];  // 0·(−∞), from a class that is ruled out, counts as 0
    }
    for (std::size_t i = 0; i < y.size(); ++i) dz[i] = math::exp(y[i]) * mass - t[i];
    return loss;
  }
  template <std::size_t N, class T> static T batch(const T* y, const T* t, T* dz, std::size_t count, T scale) noexcept {
    using P = simd::pack<T, simd::native_lanes<T>>;
    P along{};
    T rest{};
    simd::sweep<T>(count * N, [&]<class V>(std::size_t i) {
      const V ti = simd::load<V>(t + i);
      const V terms = simd::select(_detail::equals(ti, V{}), V{}, V(ti * simd::load<V>(y + i)));
      if constexpr (1 < simd::lanes_of<V>) along += terms;
      else rest += terms;
    });
    if (dz != nullptr)
      for (std::size_t s = 0; s < count * N; s += N) {
        const T mass = _detail::total_of<N>(t + s) * scale;
        simd::cover_padded<T, N>([&]<class V, std::size_t Valid>(std::size_t i) {
          const V d = math::exp(simd::load_first<V, Valid>(y + s + i)) * simd::broadcast<V>(mass) -
                      simd::load_first<V, Valid>(t + s + i) * simd::broadcast<V>(scale);
          simd::store_first<Valid>(dz + s + i, d);
        });
      }
    return -(simd::sum<P>(along) + rest);
  }
};

}  // namespace sinew
