#pragma once
// Nets of awkward numbers, for write.cpp and read.cpp.
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

#include <sinew/sinew.hpp>

namespace mine {

/// A layer and an activation of the user's own; the layer has buffers.
struct Halved {
  template <class V> static constexpr V value(const V& z) noexcept { return z * sinew::simd::broadcast<V>(0.5f); }
  template <class V> static constexpr V derivative_at_output(const V&) noexcept {
    return sinew::simd::broadcast<V>(0.5f);
  }
};
struct Shift {
  using input = sinew::shape<2>;
  using output = sinew::shape<2>;
  static constexpr std::size_t parameters = 2, buffers = 3;
  static constexpr void forward(auto pass) noexcept {
    for (std::size_t s = 0; s < pass.batch; ++s)
      for (std::size_t i = 0; i < 2; ++i) pass.y(s, i) = pass.x(s, i) + pass.parameters[i] + pass.buffers[i];
  }
  static constexpr void backward(auto pass) noexcept {
    for (std::size_t s = 0; s < pass.batch; ++s)
      for (std::size_t i = 0; i < 2; ++i) {
        pass.dparameters[i] += pass.dy(s, i);
        pass.dx(s, i) = pass.dy(s, i);
      }
  }
};

using Single = sinew::Net<sinew::Dense<3, 20, sinew::Tanh>, sinew::Dense<20, 2, Halved>, Shift>;
using Double = sinew::BasicNet<double, sinew::Dense<5, 7, sinew::ReLU>, sinew::Dense<7, 3, sinew::Softmax>>;

/// Random bits: numbers of every exponent, subnormal ones, infinities and NaN; ±0 first.
template <class Net> Net awkward() {
  using T = typename Net::scalar;
  Net net;
  sinew::Engine engine(11);
  const auto fill = [&](auto& values) {
    for (auto& v : values) {
      if constexpr (sizeof(T) == 4) v = std::bit_cast<T>(static_cast<std::uint32_t>(engine() >> 32));
      else v = std::bit_cast<T>(engine());
    }
    values[0] = -T(0);
    values[1] = std::numeric_limits<T>::infinity();
    using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
    // a NaN of its own
    values[2] = std::bit_cast<T>(Bits(std::bit_cast<Bits>(std::numeric_limits<T>::quiet_NaN()) + 5));
  };
  fill(net.parameters);
  if constexpr (Net::layers::buffers > 0) fill(net.buffers);
  return net;
}

/// A scaler whose numbers are no short decimals.
constexpr sinew::StandardScaler<double, 2> scaler() {
  sinew::StandardScaler<double, 2> fitted;
  fitted.offset = {0.1, -1.0 / 3};
  fitted.scale = {1e-300, 0.7};
  return fitted;
}

}  // namespace mine
