#pragma once
/// \file
/// The workloads: the nets of dense layers (image_nets.hpp has the others), the weights and samples that all
/// libraries share, and the registration of a library's rows.
///
/// A library's file defines class templates over the net N with these members (those it lacks are not measured):
///   struct Forward { float* row(i); const float* one(i); const float* all(); }
///     row(i): the stored input i, i < turns (only if latency is measured);  one(i): the outputs of that input (only if
///     single samples are measured);
///     all(): the outputs of the whole batch, row-major, or in another order if there is
///            `const float* plain(y, rows)`, which converts them
///   struct Train { explicit Train(float rate); void step(); std::vector<Layer> layers(); }
///     step(): forward, backward and SGD on the whole batch;  layers(): the current parameters;
///     if N::wants_dx: std::vector<float> dx(), the gradient of the inputs in the last step
/// It registers them by `const bool enrolled = enrol_forward<Forward>("library") && enrol_train<Train>("library");`,
/// for image nets by `enrol_forward<Forward, E, F>("library")`. agree.cpp compares the results of all registered
/// libraries with sinew's before any time is printed.

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

namespace bench {

enum class Act { tanh, sigmoid, relu, softmax, identity };

template <char Name, Act Hidden, Act Last, std::size_t... Sizes> struct Perceptron {
  static constexpr char name = Name;
  static constexpr std::array<std::size_t, sizeof...(Sizes)> sizes{Sizes...};
  static constexpr std::size_t depth = sizeof...(Sizes) - 1, inputs = sizes.front(), outputs = sizes.back();
  /// The samples of a batch.
  static constexpr std::size_t batch = 64;
  /// Whether the net is trained with cross-entropy; otherwise with the mean squared error.
  static constexpr bool classifies = Last == Act::softmax, wants_dx = false;
  /// Whether single samples are measured, and their latency.
  static constexpr bool measures_one = inputs < 1024, measures_latency = measures_one;
  static constexpr Act act(std::size_t layer) { return layer + 1 < depth ? Hidden : Last; }
  static constexpr std::size_t in(std::size_t layer) { return sizes[layer]; }
  static constexpr std::size_t out(std::size_t layer) { return sizes[layer + 1]; }
};
/// Net N in batches of another size.
template <class N, std::size_t Samples> struct InBatchesOf : N { static constexpr std::size_t batch = Samples; };

using A = Perceptron<'A', Act::tanh, Act::sigmoid, 2, 4, 1>;
using B = Perceptron<'B', Act::relu, Act::softmax, 4, 16, 8, 3>;
using C = Perceptron<'C', Act::relu, Act::softmax, 784, 128, 64, 10>;
using D = Perceptron<'D', Act::tanh, Act::tanh, 64, 64, 64, 64, 64>;
/// A usual policy of reinforcement learning, and a usual tagger of jets in particle physics.
using H = Perceptron<'H', Act::tanh, Act::identity, 17, 64, 64, 6>;
using J = Perceptron<'J', Act::relu, Act::softmax, 16, 64, 32, 32, 5>;
/// Layers larger than the second-level cache.
using K = Perceptron<'K', Act::relu, Act::relu, 1024, 1024, 1024>;
using L = Perceptron<'L', Act::identity, Act::identity, 4096, 4096>;
using K256 = InBatchesOf<K, 256>;
using L256 = InBatchesOf<L, 256>;

/// The number of samples that alternate as single inputs.
inline constexpr std::size_t turns = 16;

/// The parameters of a layer: w[i · out + o] from input i to output o, and the biases.
struct Layer {
  std::size_t in, out;
  std::vector<float> w, b;
};

/// The data shared by all libraries: weights, a batch of inputs and of targets (one-hot for a classifier), row-major,
/// and the targets' classes.
struct Task {
  std::vector<Layer> layers;
  std::vector<float> x, t;
  std::vector<std::size_t> classes;
};

/// Pseudo-random numbers, the same on every platform: uniform in [low, high), from the upper bits of a 64-bit linear
/// congruential generator.
class Numbers {
 public:
  float operator()(float low, float high) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return low + (high - low) * (static_cast<float>(state_ >> 40) * 0x1p-24f);
  }

 private:
  std::uint64_t state_ = 1;
};

/// Returns the data of net N. The weights have the scale of He's and Xavier's initializers, so that values neither
/// vanish nor saturate; biases are not 0.
///
/// Of the millions of sums that a wide net takes, some would be 0 up to rounding, and then ReLU's slope would differ
/// between libraries. A wide net therefore has biases of ±1 that outweigh the products (their standard deviation is
/// 0.1), so half its units are 0, and inputs of mean 0, so that no step of training moves a sum as far as 0.
template <class N> const Task& task() {
  static const Task made = [] {
    constexpr bool wide = N::in(0) >= 1024;
    Task task;
    Numbers next;
    for (std::size_t l = 0; l < N::depth; ++l) {
      const std::size_t in = N::in(l), out = N::out(l);
      const float range = std::sqrt((wide ? 0.09f : 4.0f) / static_cast<float>(in));
      Layer& layer = task.layers.emplace_back(Layer{in, out, std::vector<float>(in * out), std::vector<float>(out)});
      for (float& w : layer.w) w = next(-range, range);
      for (float& b : layer.b) b = wide ? std::copysign(1.0f, next(-1, 1)) : next(-0.1f, 0.1f);
    }
    task.x.resize(N::batch * N::inputs);
    for (float& x : task.x) x = next(wide ? -1 : 0, 1);
    task.t.resize(N::batch * N::outputs);
    for (std::size_t s = 0; s < N::batch; ++s) {
      task.classes.push_back(s * 7 % N::outputs);
      for (std::size_t o = 0; o < N::outputs; ++o)
        task.t[s * N::outputs + o] = N::classifies ? static_cast<float>(o == task.classes[s]) : next(0, 1);
    }
    return task;
  }();
  return made;
}

/// The results that are compared; empty if a library does not implement the work.
struct Results {
  std::vector<float> one, all;                // the outputs of single samples, and of the batch
  std::vector<float> dx;                      // the gradient of the inputs in the first step
  std::vector<Layer> first_step, third_step;  // parameters after steps of `check_rate`
};
inline constexpr float check_rate = 0.5f;
/// The functions that compute the results of one library and net, and the initial parameters. Checks is indexed by
/// [net/samples of a batch][library].
struct Check {
  const std::vector<Layer>* start = nullptr;
  std::vector<std::function<void(Results&)>> computations;
};
using Checks = std::map<std::string, std::map<std::string, Check>>;
Checks& checks();
/// Runs all checks and prints the differences from sinew. Returns whether all agree.
bool agree();

/// The instruction sets that libraries compute with, by library; those that do not tell are missing.
std::map<std::string, std::string>& instruction_sets();

namespace detail {

template <class N> std::string net_name() { return std::string(1, N::name) + '/' + std::to_string(N::batch); }
template <class N> std::string row_name(const char* library, const char* what, std::size_t samples) {
  return std::string(library) + '/' + N::name + '/' + what + '/' + std::to_string(samples);
}

template <class Model> void forward_one(benchmark::State& state) {
  const auto model = std::make_unique<Model>();
  benchmark::DoNotOptimize(model.get());
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(*model->one(i++ % turns));
    benchmark::ClobberMemory();
  }
}

/// Measures latency: an input of each call depends on an output of the previous call.
template <class Model> void latency(benchmark::State& state) {
  const auto model = std::make_unique<Model>();
  benchmark::DoNotOptimize(model.get());
  float* x = model->row(0);
  for (auto _ : state) {
    x[0] = *model->one(0) * 0.5f;
    benchmark::ClobberMemory();
  }
}

template <class Model> void forward_all(benchmark::State& state) {
  const auto model = std::make_unique<Model>();
  benchmark::DoNotOptimize(model.get());
  for (auto _ : state) {
    benchmark::DoNotOptimize(*model->all());
    benchmark::ClobberMemory();
  }
}

template <class Model> void train(benchmark::State& state) {
  const auto model = std::make_unique<Model>(1e-4f);
  benchmark::DoNotOptimize(model.get());
  for (auto _ : state) {
    model->step();
    benchmark::ClobberMemory();
  }
}

template <class Model> auto plain(Model& model, const float* y, std::size_t rows, int)
    -> decltype(model.plain(y, rows)) {
  return model.plain(y, rows);
}
template <class Model> const float* plain(Model&, const float* y, std::size_t, long) { return y; }

template <class N> void enrol_check(const char* library, std::function<void(Results&)> compute) {
  Check& check = checks()[net_name<N>()][library];
  check.start = &task<N>().layers;
  check.computations.push_back(std::move(compute));
}

template <class N, class Model> void enrol_forward(const char* library) {
  const auto row = [=](const char* what, std::size_t samples, void (*run)(benchmark::State&)) {
    benchmark::RegisterBenchmark(row_name<N>(library, what, samples).c_str(), run);
  };
  if constexpr (N::measures_one) row("forward", 1, forward_one<Model>);
  if constexpr (N::measures_latency) row("latency", 1, latency<Model>);
  row("forward", N::batch, forward_all<Model>);
  enrol_check<N>(library, [](Results& results) {
    const auto model = std::make_unique<Model>();
    if constexpr (N::measures_one)
      for (std::size_t i = 0; i < turns; ++i) {
        const float* y = plain(*model, model->one(i), 1, 0);
        results.one.insert(results.one.end(), y, y + N::outputs);
      }
    const float* y = plain(*model, model->all(), N::batch, 0);
    results.all.assign(y, y + N::batch * N::outputs);
  });
}

template <class N, class Model> void enrol_train(const char* library) {
  benchmark::RegisterBenchmark(row_name<N>(library, "train", N::batch).c_str(), train<Model>);
  enrol_check<N>(library, [](Results& results) {
    const auto model = std::make_unique<Model>(check_rate);
    model->step();
    results.first_step = model->layers();
    if constexpr (N::wants_dx) results.dx = model->dx();
    model->step();
    model->step();
    results.third_step = model->layers();
  });
}

}  // namespace detail

/// Registers the rows of the nets N..., by default the nets of dense layers. Both functions are static, because g++ 12
/// gives a function the name of its template argument even if that is in an unnamed namespace, and the linker would
/// merge those of all libraries.
template <template <class> class Forward, class... N> static bool enrol_forward(const char* library) {
  if constexpr (sizeof...(N) == 0) return enrol_forward<Forward, A, B, C, D, H, J, K, K256, L, L256>(library);
  (detail::enrol_forward<N, Forward<N>>(library), ...);
  return true;
}
template <template <class> class Train, class... N> static bool enrol_train(const char* library) {
  if constexpr (sizeof...(N) == 0) return enrol_train<Train, A, B, C, D, H, J, K, K256, L, L256>(library);
  (detail::enrol_train<N, Train<N>>(library), ...);
  return true;
}

}  // namespace bench
