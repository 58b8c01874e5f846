#pragma once
/// \file
/// The workloads of WaveNets, in single steps and blocks of a stream, as an amplifier in an audio plug-in runs them: T
/// has the layers of the standard model of Neural Amp Modeler's first architecture, U those of the full model of its
/// second. Their weights are random.
///
/// A library's file defines a class template over the net N:
///   struct Stream { void rest(); const float* block(const float* x, std::size_t steps); }
///     block() goes on from its own last call, or from rest, and returns the outputs
/// and registers it by enrol_wavenets<Stream, T, U>("library").

#include <cmath>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "workloads.hpp"

namespace bench {

/// A layer of a stack: a causal convolution with so many taps, the inputs' part, an activation, and a pointwise
/// convolution to what is added to the channels.
struct DilatedLayer {
  std::size_t taps, dilation;
};
/// Layers of one number of channels: a pointwise convolution from `inputs` before them, and their head behind them, a
/// causal convolution of what they show together.
struct Stack {
  std::size_t inputs, channels, outputs, head_taps;
  bool head_has_bias;
  std::vector<DilatedLayer> layers;
};

/// The standard model of the first architecture: 13,801 weights. Its activation is tanh.
struct T {
  static constexpr char name = 'T';
  static constexpr float leak = -1, scale = 1.0f / 50;
  static std::vector<Stack> stacks() {
    std::vector<DilatedLayer> layers;
    for (std::size_t dilation = 1; dilation <= 512; dilation *= 2) layers.push_back({3, dilation});
    return {{1, 16, 8, 1, false, layers}, {16, 8, 1, 1, true, layers}};
  }
};
/// The full model of the second architecture: 12,145 weights. Its activation is a leaky ReLU.
struct U {
  static constexpr char name = 'U';
  static constexpr float leak = 1.0f / 100, scale = 1.0f / 100;
  static std::vector<Stack> stacks() {
    std::vector<DilatedLayer> layers;
    const auto add = [&] {
      for (const std::size_t dilation : {1, 3, 7, 17, 41, 101, 239}) layers.push_back({6, dilation});
    };
    add();
    add();
    layers.push_back({15, 1});
    layers.push_back({15, 13});
    add();
    return {{1, 8, 1, 16, true, layers}};
  }
};

/// The weights, tensor by tensor, each in PyTorch's layout (out, in, taps): of each stack the pointwise convolution
/// before it; of each layer the weights and biases of the convolution, the weights of the inputs' part, the weights and
/// biases of the pointwise convolution; then the head's weights and biases.
template <class N> const std::vector<float>& wavenet_weights() {
  static const std::vector<float> made = [] {
    std::vector<float> all;
    Numbers next;
    const auto add = [&](std::size_t count, std::size_t summands) {
      const float range = 1 / std::sqrt(static_cast<float>(summands));
      for (std::size_t i = 0; i < count; ++i) all.push_back(next(-range, range));
    };
    for (const Stack& stack : N::stacks()) {
      const std::size_t c = stack.channels;
      add(c * stack.inputs, stack.inputs);
      for (const DilatedLayer& layer : stack.layers) {
        add(c * c * layer.taps, c * layer.taps);
        add(c, c * layer.taps);
        add(c, 1);
        add(c * c, 4 * c);  // so that the sums of all layers do not grow
        add(c, 4 * c);
      }
      add(stack.outputs * c * stack.head_taps, c * stack.head_taps);
      if (stack.head_has_bias) add(stack.outputs, c * stack.head_taps);
    }
    return all;
  }();
  return made;
}
inline const std::vector<float>& sound() {
  static const std::vector<float> made = [] {
    std::vector<float> all;
    Numbers next;
    for (std::size_t i = 0; i < 4096; ++i) all.push_back(next(-1, 1));
    return all;
  }();
  return made;
}

namespace detail {

template <class Model, std::size_t Steps> void wavenet_block(benchmark::State& state) {
  const auto model = std::make_unique<Model>();
  model->rest();
  std::size_t at = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(*model->block(sound().data() + at, Steps));
    benchmark::ClobberMemory();
    at = (at + Steps) % sound().size();
  }
}
template <class N, class Model> void enrol_wavenet(const char* library) {
  const auto row = [=](const char* what, void (*run)(benchmark::State&)) {
    benchmark::RegisterBenchmark((std::string(library) + '/' + N::name + '/' + what).c_str(), run);
  };
  row("step/1", wavenet_block<Model, 1>);
  row("block/16", wavenet_block<Model, 16>);
  row("block/64", wavenet_block<Model, 64>);
  row("block/256", wavenet_block<Model, 256>);
  checks()[std::string(1, N::name) + "/wavenet"][library].computations.emplace_back([](Results& results) {
    const auto model = std::make_unique<Model>();
    const float* const x = sound().data();
    model->rest();
    for (std::size_t i = 0; i < 8; ++i) results.one.push_back(*model->block(x + i, 1));
    model->rest();
    std::size_t at = 0;
    while (at + 256 <= sound().size())
      for (const std::size_t steps : {16, 1, 64, 256}) {
        if (at + steps > sound().size()) break;
        const float* const y = model->block(x + at, steps);
        results.all.insert(results.all.end(), y, y + steps);
        at += steps;
      }
  });
}

}  // namespace detail

// Static for the reason that workloads.hpp gives.
template <template <class> class Stream, class... Nets> static bool enrol_wavenets(const char* library) {
  (detail::enrol_wavenet<Nets, Stream<Nets>>(library), ...);
  return true;
}

}  // namespace bench
