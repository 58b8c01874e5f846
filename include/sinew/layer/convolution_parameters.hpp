#pragma once
/// \file
/// What a convolution and a transposed one have in common: how their parameters lie, and the activation behind them.

#include <array>
#include <cstddef>
#include <span>

#include <sinew/config/namespace.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/layer/traits.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The weights of S (kernel/convolution.hpp), then so many biases, or none.
template <class S, std::size_t Biases, class Act> struct convolution_parameters {
  using activation = Act;
  using no_gradient = no_gradient_of<Act>;
  static constexpr std::size_t parameters = S::weights + Biases;
  static constexpr std::size_t multiply_adds = S::out_height * S::out_width * S::depth * S::outputs;
  static constexpr auto tensors = [] {
    std::array<TensorExtents, 1 + (Biases > 0)> of{{{S::depth, S::outputs}}};
    if constexpr (Biases > 0) of[1] = {1, Biases};
    return of;
  }();
  static constexpr bool gradients_once = true, samplewise = true;

  /// Where the weight between channel c (counted within its group) of S's input and channel o of its output lies among
  /// the parameters, under row r, column s of the kernel; and the bias of a channel of the layer's output. (A
  /// transposed convolution's input is S's output.)
  static constexpr std::size_t weight_index(std::size_t c, std::size_t r, std::size_t s, std::size_t o) noexcept {
    return S::weight_index(c, r, s, o);
  }
  static constexpr std::size_t bias_index(std::size_t channel) noexcept requires(Biases > 0) {
    return S::weights + channel;
  }

 protected:
  /// Weights by an initializer that is told how many values each output sums and each input enters; biases 0.
  template <class Init, class T> static constexpr void fill(std::span<T, parameters> all, std::size_t inputs,
                                                            std::size_t outputs, Engine& engine) noexcept {
    Init::fill(std::span<T>(all.first(S::weights)), inputs, outputs, engine);
    for (T& b : all.subspan(S::weights)) b = T(0);
  }
};

}  // namespace sinew::_detail
