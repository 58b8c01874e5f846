#pragma once
/// \file
/// Stochastic gradient descent: SGD, with momentum (Momentum), and with Nesterov's look-ahead (Nesterov).

#include <array>
#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/layer/gradient_sink.hpp>

namespace SINEW_NAMESPACE {

/// Plain stochastic gradient descent.
/// g ← g + weight_decay·w;  w ← w − rate·g.
/// Cost: no memory; sink() applies each piece of the gradient as soon as it is complete.
/// PyTorch: SGD.
struct SGD {
  double rate = 0.1, weight_decay = 0;
  static constexpr std::size_t slot_count = 0;

  template <class T> constexpr auto at(std::size_t) const noexcept {
    return [step = static_cast<T>(rate), decay = static_cast<T>(weight_decay)]<class V>(const V& w,
                                                                                        const V& g) noexcept -> V {
      return w - simd::broadcast<V>(step) * (g + simd::broadcast<V>(decay) * w);
    };
  }
  template <class T> constexpr GradientSink<T> sink(T* parameters, std::size_t) const noexcept {
    return descend(parameters, static_cast<T>(rate), static_cast<T>(weight_decay));
  }
};

/// Stochastic gradient descent with momentum.
/// g ← g + weight_decay·w;  v ← momentum·v + g;  w ← w − rate·v.
/// PyTorch: SGD(momentum=…).
/// Source: Polyak, USSR Comp. Math. 4 (1964).
struct Momentum {
  double rate = 0.01, momentum = 0.9, weight_decay = 0;
  static constexpr std::size_t slot_count = 1;
  static constexpr std::array slot_names{"momentum_buffer"};

  template <class T> constexpr auto at(std::size_t) const noexcept {
    return [step = static_cast<T>(rate), mu = static_cast<T>(momentum), decay = static_cast<T>(weight_decay)]<class V>(
               const V& w, const V& g, V& v) noexcept -> V {
      v = simd::broadcast<V>(mu) * v + (g + simd::broadcast<V>(decay) * w);
      return w - simd::broadcast<V>(step) * v;
    };
  }
};

/// Stochastic gradient descent with Nesterov's momentum.
/// g ← g + weight_decay·w;  v ← momentum·v + g;  w ← w − rate·(g + momentum·v).
/// PyTorch: SGD(momentum=…, nesterov=True).
/// Source: Sutskever, Martens, Dahl, Hinton, "On the importance of initialization and momentum in deep learning", ICML
/// (2013).
struct Nesterov {
  double rate = 0.01, momentum = 0.9, weight_decay = 0;
  static constexpr std::size_t slot_count = 1;
  static constexpr std::array slot_names{"momentum_buffer"};

  template <class T> constexpr auto at(std::size_t) const noexcept {
    return [step = static_cast<T>(rate), mu = static_cast<T>(momentum), decay = static_cast<T>(weight_decay)]<class V>(
               const V& w, const V& g, V& v) noexcept -> V {
      const V decayed = g + simd::broadcast<V>(decay) * w;
      v = simd::broadcast<V>(mu) * v + decayed;
      return w - simd::broadcast<V>(step) * (decayed + simd::broadcast<V>(mu) * v);
    };
  }
};

}  // namespace sinew
