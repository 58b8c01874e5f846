#pragma once
/// \file
/// The requirements on an initializer: `static void fill(std::span<T> weights, fan_in, fan_out, Engine&)`. fan_in and
/// fan_out are the inputs and outputs of one unit, as in the papers. The values are equal bit for bit on every
/// platform.
///
/// Optional members, with their defaults in brackets:
///
///     fill_bias(std::span<T> biases, fan_in, fan_out, Engine&)
///                       sets the biases, after the weights  [they are 0]
///     by_extents        true: in place of the fans both functions are given the extents of the weights as a row-major
///                       matrix, whose columns are the weights of one output. They differ from the fans for
///                       convolutions: (C / Groups·Kernel², Out). PyTorch has its transpose, flattened behind the
///                       first axis, and takes the first extent as fan_in of transposed convolutions too  [false]
///     keeps_pytorchs    true: as a scheme of a whole net (net/initialize.hpp) it leaves alone the layers that by
///                       themselves begin as PyTorch's do and not as Linear does: RNN, GRU, LSTM, SelfAttention
///                       [false]
///     fault             a fault in its own template arguments, made by mistake::refuse  [nothing]

#include <array>
#include <cstddef>
#include <span>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/random/distribution.hpp>
#include <sinew/random/engine.hpp>

namespace SINEW_NAMESPACE {

/// A type with a static fill() as described above.
template <class J> concept Initializer = requires(std::span<float> w, Engine& engine) {
  J::fill(w, std::size_t{1}, std::size_t{1}, engine);
};

namespace _detail {
/// Fills the weights with numbers uniform in [−limit, limit).
template <class T> constexpr void fill_uniform(std::span<T> weights, double limit, Engine& engine) noexcept {
  T* const w = weights.data();  // the iterators of a span take longer to compile
  for (std::size_t i = 0; i < weights.size(); ++i)
    w[i] = uniform<T>(engine, static_cast<T>(-limit), static_cast<T>(limit));
}
/// Fills the weights with normal numbers of mean 0 and this standard deviation.
template <class T> constexpr void fill_normal(std::span<T> weights, double deviation, Engine& engine) noexcept {
  T* const w = weights.data();
  for (std::size_t i = 0; i < weights.size(); ++i) w[i] = normal<T>(engine, T(0), static_cast<T>(deviation));
}

/// The fans of a layer, and the extents of its weights; see `by_extents`.
struct weight_fans {
  std::size_t fan_in, fan_out, inputs, outputs;
};
/// Sets the weights, then the biases, by Init.
template <class Init, class T> constexpr void fill_parameters(std::span<T> weights, std::span<T> biases,
                                                              const weight_fans& fans, Engine& engine) noexcept {
  constexpr bool by_extents = requires { requires Init::by_extents; };
  const std::size_t in = by_extents ? fans.inputs : fans.fan_in, out = by_extents ? fans.outputs : fans.fan_out;
  Init::fill(weights, in, out, engine);
  if constexpr (requires { Init::fill_bias(biases, in, out, engine); }) Init::fill_bias(biases, in, out, engine);
  else {
    T* const b = biases.data();
    for (std::size_t i = 0; i < biases.size(); ++i) b[i] = T(0);
  }
}
/// The same for a dense matrix.
template <class Init, class T> constexpr void fill_parameters(std::span<T> weights, std::span<T> biases, std::size_t in,
                                                              std::size_t out, Engine& engine) noexcept {
  _detail::fill_parameters<Init, T>(weights, biases, {in, out, in, out}, engine);
}
/// Whether Init leaves RNN, GRU, LSTM and SelfAttention as they begin by themselves.
template <class Init> inline constexpr bool keeps_pytorchs = requires { requires Init::keeps_pytorchs; };
}  // namespace _detail

}  // namespace sinew
