#pragma once
/// \file
/// The requirements on an initializer: `static void fill(std::span<T> weights, fan_in, fan_out, Engine&)`. fan_in and
/// fan_out are the inputs and outputs of one unit, as in the papers. The values are equal bit for bit on every
/// platform.

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
}  // namespace _detail

}  // namespace sinew
