// Compiled with BENCH_NAMESPACE=native and -march=native, and with BENCH_NAMESPACE=dispatched for each level.

#include "dispatch_nets.hpp"

#include <array>
#include <memory>

#include <sinew/deploy/dispatch.hpp>
#include <sinew/sinew.hpp>

namespace BENCH_NAMESPACE {

namespace SINEW_LEVEL {

using Flower =
    sinew::Net<sinew::Dense<4, 16, sinew::ReLU>, sinew::Dense<16, 8, sinew::ReLU>, sinew::Dense<8, 3, sinew::Softmax>>;
using Digit = sinew::Net<sinew::Dense<784, 128, sinew::ReLU>, sinew::Dense<128, 64, sinew::ReLU>,
                         sinew::Dense<64, 10, sinew::Softmax>>;

template <class Net> const Net& initialized() {
  static const auto net = [] {
    auto made = std::make_unique<Net>();
    sinew::initialize(*made, 1);
    return made;
  }();
  return *net;
}

// Samples are used where they lie.
template <std::size_t N> const std::array<float, N>& sample(const float* x) {
  return *reinterpret_cast<const std::array<float, N>*>(x);
}
template <std::size_t N> void store(const std::array<float, N>& y, float* result) {
  for (std::size_t i = 0; i < N; ++i) result[i] = y[i];
}

const char* level() { return SINEW_LEVEL_NAME; }

void flower(const float* x, float* y) { store(initialized<Flower>()(sample<4>(x)), y); }

void digit(const float* x, float* y) { store(initialized<Digit>()(sample<784>(x)), y); }

void digits(const float* xs, float* ys) {
  static const auto w = std::make_unique<sinew::Workspace<Digit, 64>>();
  for (std::size_t s = 0; s < 64; ++s) w->x()[s] = sample<784>(xs + 784 * s);
  initialized<Digit>().forward(*w);
  for (std::size_t s = 0; s < 64; ++s)
    for (std::size_t i = 0; i < 10; ++i) ys[10 * s + i] = w->y()[s][i];
}

}  // namespace SINEW_LEVEL

SINEW_DISPATCH(level)
SINEW_DISPATCH(flower, x, y)
SINEW_DISPATCH(digit, x, y)
SINEW_DISPATCH(digits, xs, ys)

}  // namespace BENCH_NAMESPACE
