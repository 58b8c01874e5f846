#pragma once
/// \file
/// Cross-entropy of classes: CrossEntropy for Softmax outputs, CrossEntropyWithLogits for plain scores. Each names the
/// output it needs, so softmax is applied exactly once.

#include <array>
#include <cstddef>
#include <span>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/simd/extremes.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/simd/shuffle.hpp>
#include <sinew/activation/identity.hpp>
#include <sinew/activation/softmax.hpp>
#include <sinew/loss/changed_targets.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

/// The sum of N scalars.
template <std::size_t N, class T> [[gnu::always_inline]] inline T total_of(const T* of) noexcept {
  T all{};
  cover_padded<T, N>([&]<class V, std::size_t Valid>(std::size_t i) { all += sum<V>(load_first<V, Valid>(of + i)); });
  return all;
}

}  // namespace _detail

/// The cross-entropy of Softmax outputs.
/// L = −Σ t·log p over the classes, p the net's Softmax output and t a distribution (one-hot or soft labels). log p is
/// cut off at −100 (as in PyTorch's BCELoss), so a class of probability 0 costs a finite 100.
/// Backward: ∂L/∂z = p·Σt − t at the scores z, which is p − t. Softmax and cross-entropy are differentiated as one,
/// without a division.
/// PyTorch: CrossEntropyLoss(label_smoothing=…) of the scores; class weights: weighted() (loss/weighted_loss.hpp).
struct CrossEntropy {
  using needs = Softmax;
  static constexpr bool from_logits = true, classifies = true, normalizes_outputs = true, linear_in_targets = true;

  /// ε in [0, 1]: the targets become (1 − ε)·t + ε / classes, so no class is asked to be certain.
  /// Source: Szegedy et al., "Rethinking the Inception architecture for computer vision", CVPR (2016).
  double label_smoothing = 0;

  /// What is wrong with ε, or nullptr.
  constexpr const char* fault() const noexcept { return _detail::smoothing_fault(label_smoothing); }
  /// The loss's own numbers, which a Checkpoint compares.
  constexpr std::array<double, 1> numbers() const noexcept { return {label_smoothing}; }
  template <class T> constexpr T sample(std::span<const T> p, std::span<const T> t, std::span<T> dz) const noexcept {
    _detail::precondition(t.size() == p.size() && dz.size() == p.size(),
                          "CrossEntropy::sample(p, t, dz): found {}, {} and {} values, expected as many", p.size(),
                          t.size(), dz.size());
    T loss{}, mass{};
    for (std::size_t i = 0; i < p.size(); ++i) {
      mass += t[i];
      if (!_detail::equals(t[i], T(0))) loss -= t[i] * (math::max)(math::log(p[i]), T(-100));
    }
    for (std::size_t i = 0; i < p.size(); ++i) dz[i] = p[i] * mass - t[i];
    if (!_detail::equals(label_smoothing, 0.0)) {
      const T smoothing = static_cast<T>(label_smoothing), share = mass / static_cast<T>(static_cast<double>(p.size()));
      T even{};
      for (std::size_t i = 0; i < p.size(); ++i) {
        even -= share * (math::max)(math::log(p[i]), T(-100));
        dz[i] += smoothing * (t[i] - share);
      }
      loss += smoothing * (even - loss);
    }
    return loss;
  }
  template <std::size_t N, class T> T batch(const T* p, const T* t, T* dz, std::size_t count, T scale) const noexcept {
    if (_detail::equals(label_smoothing, 0.0)) return plain_batch<N>(p, t, dz, count, scale);
    return _detail::batch_of_changed<N>(CrossEntropy{}, p, t, dz, count, scale,
                                        [e = label_smoothing](auto from, auto to) { _detail::smooth(from, to, e); });
  }

 private:
  template <std::size_t N, class T>
  static T plain_batch(const T* p, const T* t, T* dz, std::size_t count, T scale) noexcept {
    using P = simd::pack<T, simd::native_lanes<T>>;
    P along{};
    T rest{};
    simd::sweep<T>(count * N, [&]<class V>(std::size_t i) {
      const V ti = simd::load<V>(t + i);
      if constexpr (1 < simd::lanes_of<V>) {
        // With many classes most targets are 0, and testing a register of them costs less than its logarithm.
        if (N <= 2 * simd::lanes_of<V> || !_detail::equals(simd::sum<V>((math::abs)(ti)), T(0)))
          along += ti * (math::max)(math::log(simd::load<V>(p + i)), simd::broadcast<V>(T(-100)));
      } else if (!_detail::equals(ti, T(0))) rest += ti * (math::max)(math::log(p[i]), T(-100));
    });
    if (dz != nullptr)
      for (std::size_t s = 0; s < count * N; s += N) {
        const T mass = _detail::total_of<N>(t + s) * scale;
        simd::cover_padded<T, N>([&]<class V, std::size_t Valid>(std::size_t i) {
          const V d = simd::load_first<V, Valid>(p + s + i) * simd::broadcast<V>(mass) -
                      simd::load_first<V, Valid>(t + s + i) * simd::broadcast<V>(scale);
          simd::store_first<Valid>(dz + s + i, d);
        });
      }
    return -(simd::sum<P>(along) + rest);
  }
};

/// The cross-entropy of plain scores (Identity output). Prefer it where a class may become nearly certain, because no
/// probability is rounded to 0.
/// L = Σt·log Σ e^z − Σ t·z over the classes, z the net's scores;  ∂L/∂z = softmax(z)·Σt − t.
/// The net's outputs stay scores: predict() takes the largest, and softmax turns them into probabilities.
/// Misuse: a net with one output → mistake::loss_of_one_output_is_constant.
/// PyTorch: CrossEntropyLoss(label_smoothing=…); class weights: weighted() (loss/weighted_loss.hpp).
struct CrossEntropyWithLogits {
  using needs = Identity;
  static constexpr bool classifies = true, normalizes_outputs = true, linear_in_targets = true;

  /// ε in [0, 1]: the targets become (1 − ε)·t + ε / classes, so no class is asked to be certain.
  /// Source: Szegedy et al., "Rethinking the Inception architecture for computer vision", CVPR (2016).
  double label_smoothing = 0;

  /// What is wrong with ε, or nullptr.
  constexpr const char* fault() const noexcept { return _detail::smoothing_fault(label_smoothing); }
  /// The loss's own numbers, which a Checkpoint compares.
  constexpr std::array<double, 1> numbers() const noexcept { return {label_smoothing}; }
  template <class T> constexpr T sample(std::span<const T> z, std::span<const T> t, std::span<T> dz) const noexcept {
    _detail::precondition(!z.empty() && t.size() == z.size() && dz.size() == z.size(),
                          "CrossEntropyWithLogits::sample(z, t, dz): found {}, {} and {} values, expected as many",
                          z.size(), t.size(), dz.size());
    T top = z[0], total{}, mass{}, agreement{};
    for (T v : z) top = v > top ? v : top;
    for (std::size_t i = 0; i < z.size(); ++i) {
      total += dz[i] = math::exp((math::min)(z[i] - top, T(0)));  // 0 where the compiler keeps z wider than the top
      mass += t[i];
      if (!_detail::equals(t[i], T(0))) agreement += t[i] * (z[i] - top);
    }
    for (std::size_t i = 0; i < z.size(); ++i) dz[i] = dz[i] / total * mass - t[i];
    if (!_detail::equals(label_smoothing, 0.0)) {
      const T smoothing = static_cast<T>(label_smoothing), share = mass / static_cast<T>(static_cast<double>(z.size()));
      T even{};
      for (std::size_t i = 0; i < z.size(); ++i) {
        even += share * (z[i] - top);
        dz[i] += smoothing * (t[i] - share);
      }
      agreement += smoothing * (even - agreement);
    }
    return mass * math::log(total) - agreement;
  }
  template <std::size_t N, class T> T batch(const T* z, const T* t, T* dz, std::size_t count, T scale) const noexcept {
    if (_detail::equals(label_smoothing, 0.0)) return plain_batch<N>(z, t, dz, count, scale);
    return _detail::batch_of_changed<N>(CrossEntropyWithLogits{}, z, t, dz, count, scale,
                                        [e = label_smoothing](auto from, auto to) { _detail::smooth(from, to, e); });
  }

 private:
  template <std::size_t N, class T>
  static T plain_batch(const T* z, const T* t, T* dz, std::size_t count, T scale) noexcept {
    using P = simd::pack<T, simd::native_lanes<T>>;
    constexpr std::size_t W = simd::native_lanes<T>;
    P logs{};
    T agreement{};
    std::array<T, N> e;
    std::array<T, W> masses{}, sums;  // of W samples, which share one logarithm
    sums.fill(1);
    for (std::size_t s = 0; s < count * N; s += N) {
      T top = z[s];
      for (std::size_t i = 1; i < N; ++i) top = (math::max)(top, z[s + i]);
      simd::cover_padded<T, N>([&]<class V, std::size_t Valid>(std::size_t i) {
        simd::store_first<Valid>(e.data() + i, math::detail::exp_flushed(
                                                   V(simd::load_first<V, Valid>(z + s + i) - simd::broadcast<V>(top))));
      });
      const T mass = _detail::total_of<N>(t + s), sum = _detail::total_of<N>(e.data());
      // 0·(−∞), from a class that is ruled out, counts as 0
      simd::cover_padded<T, N>([&]<class V, std::size_t Valid>(std::size_t i) {
        const V ti = simd::load_first<V, Valid>(t + s + i);
        agreement += sinew::simd::sum<V>(simd::select(
            _detail::equals(ti, V{}), V{}, V(ti * (simd::load_first<V, Valid>(z + s + i) - simd::broadcast<V>(top)))));
      });
      const std::size_t turn = s / N % W;
      masses[turn] = mass;
      sums[turn] = sum;
      if (turn + 1 == W || s + N == count * N) {
        logs += simd::load<P>(masses.data()) * math::log(simd::load<P>(sums.data()));
        masses.fill(0);
      }
      if (dz != nullptr)
        simd::cover_padded<T, N>([&]<class V, std::size_t Valid>(std::size_t i) {
          const V d = simd::load_first<V, Valid>(e.data() + i) * simd::broadcast<V>(mass * scale / sum) -
                      simd::load_first<V, Valid>(t + s + i) * simd::broadcast<V>(scale);
          simd::store_first<Valid>(dz + s + i, d);
        });
    }
    return simd::sum<P>(logs) - agreement;
  }
};

}  // namespace sinew
