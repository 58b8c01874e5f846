#pragma once
/// \file
/// Orthogonal initialization: weights that neither stretch nor shrink a vector.

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/config/floating_point.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/ratio.hpp>
#include <sinew/mistake/layer.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/random/distribution.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/initializer/concept.hpp>
#include <sinew/initializer/gain.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

/// Makes `count` vectors of `length` ≥ count values orthonormal, by the modified Gram-Schmidt process: vector v has its
/// value i at v·of_vector + i·of_value. That is Q of the QR decomposition whose R has a positive diagonal. A second run
/// takes the error of the first away ("twice is enough"). The sums of some vectors are formed side by side, each in the
/// order of its values, so that neighbours in memory are read together.
/// Source: Giraud, Langou, Rozložník, "The loss of orthogonality in the Gram-Schmidt orthogonalization process",
/// Computers and Mathematics with Applications 50 (2005).
template <class T> constexpr void make_orthonormal(T* w, std::size_t count, std::size_t length, std::size_t of_vector,
                                                   std::size_t of_value) noexcept {
  constexpr std::size_t side_by_side = 32;
  for (int run = 0; run < 2; ++run)
    for (std::size_t v = 0; v < count; ++v) {
      T* const q = w + v * of_vector;
      double square = 0;
      for (std::size_t i = 0; i < length; ++i) {
        const double x = static_cast<double>(q[i * of_value]);
        square = _detail::portable_multiply_add(x, x, square);
      }
      const double inverse = SINEW_ROUNDED(1 / math::sqrt(square));
      for (std::size_t i = 0; i < length; ++i)
        q[i * of_value] = SINEW_ROUNDED(static_cast<T>(SINEW_ROUNDED(static_cast<double>(q[i * of_value]) * inverse)));
      for (std::size_t u = v + 1; u < count; u += side_by_side) {
        const std::size_t n = min_of(side_by_side, count - u);
        T* const others = w + u * of_vector;
        std::array<double, side_by_side> along{};
        for (std::size_t i = 0; i < length; ++i)
          for (std::size_t k = 0; k < n; ++k)
            along[k] =
                _detail::portable_multiply_add(static_cast<double>(q[i * of_value]),
                                               static_cast<double>(others[k * of_vector + i * of_value]), along[k]);
        for (std::size_t i = 0; i < length; ++i)
          for (std::size_t k = 0; k < n; ++k) {
            T& x = others[k * of_vector + i * of_value];
            x = SINEW_ROUNDED(static_cast<T>(_detail::portable_multiply_add(
                -along[k], static_cast<double>(q[i * of_value]), static_cast<double>(x))));
          }
      }
    }
}

}  // namespace _detail

/// A random orthogonal matrix times a gain: x·W has the length gain·‖x‖. If the weights are no square, the vectors
/// along the shorter axis are orthogonal: those of the outputs, or with more outputs than inputs those of the inputs.
/// All such matrices are equally likely (Haar): Q of the QR decomposition of normal numbers, with a positive diagonal
/// of R. A convolution's weights are a matrix of Out columns, all those of an output; biases are 0.
/// Gained: an activation with a gain (gain_of), or Gain<Ratio<…>>. The default is 1.
/// Example: Dense<64, 64, Tanh, Orthogonal<Tanh>>, and for all layers initialize(net, 1, Orthogonal<>{}), where RNN,
/// GRU and LSTM have both matrices orthogonal.
/// Cost: 2·n²·m multiply-adds in portable double precision for n vectors of m weights: hundredths of a second
/// for 784 × 128. No memory.
/// Misuse: an activation without a gain → mistake::activation_without_gain.
/// PyTorch: orthogonal_(gain).
/// Source: Saxe, McClelland, Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep linear neural
/// networks", ICLR (2014); Mezzadri, "How to generate random matrices from the classical compact groups", Notices of
/// the AMS 54 (2007), for the sign of R.
template <class Gained = Gain<Ratio<1, 1>>> struct Orthogonal {
  using fault = std::conditional_t<_detail::HasGain<Gained>, mistake::nothing,
                                   mistake::refuse<mistake::activation_without_gain, Orthogonal, Gained>>;
  static constexpr bool by_extents = true;
  template <class T>
  static constexpr void fill(std::span<T> weights, std::size_t inputs, std::size_t outputs, Engine& engine) noexcept {
    T* const w = weights.data();
    for (std::size_t i = 0; i < weights.size(); ++i) w[i] = normal<T>(engine);
    if (outputs <= inputs) _detail::make_orthonormal(w, outputs, inputs, std::size_t{1}, outputs);
    else _detail::make_orthonormal(w, inputs, outputs, outputs, std::size_t{1});
    if constexpr (_detail::HasGain<Gained>)
      for (std::size_t i = 0; i < weights.size(); ++i)
        w[i] = SINEW_ROUNDED(static_cast<T>(SINEW_ROUNDED(static_cast<double>(w[i]) * gain_of<Gained>)));
  }
};

}  // namespace sinew
