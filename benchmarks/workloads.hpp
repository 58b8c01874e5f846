#pragma once
/// \file
/// What is measured: four nets of dense layers (image_nets.hpp: the others), the weights and samples that every library
/// gets alike, and the list its rows are enrolled in.
///
/// A library's file defines, for every net N, class templates with these members (those it lacks are not measured):
///   struct Forward { float* row(i); const float* one(i); const float* all(); }
///     row(i): input i of those it keeps, i < turns (only where latency is measured);  one(i): outputs of that input;
///     all(): outputs of the whole batch, row-major, or in another order if there is `const float* plain(y, rows)`
///   struct Train { explicit Train(float rate); void step(); std::vector<Layer> layers(); }
///     step(): forward, backward and SGD on the whole batch;  layers(): the parameters as they are now;
///     where N::wants_dx: std::vector<float> dx(), the gradient of the inputs that the last step computed
/// and enrols them: `const bool enrolled = enrol_forward<Forward>("library") && enrol_train<Train>("library");`, with
/// image nets `enrol_forward<Forward, E, F>("library")`.
/// Whatever is enrolled is compared with sinew's numbers before any time is printed (agree.cpp).

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

enum class Act { tanh, sigmoid, relu, softmax };

template <char Name, Act Hidden, Act Last, std::size_t... Sizes> struct Perceptron {
  static constexpr char name = Name;
  static constexpr std::array<std::size_t, sizeof...(Sizes)> sizes{Sizes...};
  static constexpr std::size_t depth = sizeof...(Sizes) - 1, inputs = sizes.front(), outputs = sizes.back();
  /// Trained with cross-entropy, otherwise with the mean squared error.
  static constexpr bool classifies = Last == Act::softmax, wants_dx = false, measures_latency = true;
  static constexpr Act act(std::size_t layer) { return layer + 1 < depth ? Hidden : Last; }
  static constexpr std::size_t in(std::size_t layer) { return sizes[layer]; }
  static constexpr std::size_t out(std::size_t layer) { return sizes[layer + 1]; }
  static constexpr std::size_t multiply_adds = [] {
    std::size_t sum = 0;
    for (std::size_t i = 0; i < depth; ++i) sum += sizes[i] * sizes[i + 1];
    return sum;
  }();
};
using A = Perceptron<'A', Act::tanh, Act::sigmoid, 2, 4, 1>;
using B = Perceptron<'B', Act::relu, Act::softmax, 4, 16, 8, 3>;
using C = Perceptron<'C', Act::relu, Act::softmax, 784, 128, 64, 10>;
using D = Perceptron<'D', Act::tanh, Act::tanh, 64, 64, 64, 64, 64>;

/// Samples of a batch, and how many of them take turns where samples go in one by one.
inline constexpr std::size_t batch = 64, turns = 16;

/// One layer's parameters: w[i · out + o] from input i to output o, and the biases.
struct Layer {
  std::size_t in, out;
  std::vector<float> w, b;
};

/// What every library starts from: weights, a batch of inputs and of targets (one-hot for a classifier), row-major, and
/// the targets' classes.
struct Task {
  std::vector<Layer> layers;
  std::vector<float> x, t;
  std::vector<std::size_t> classes;
};

/// The same pseudo-random numbers everywhere: uniform in [low, high), from the upper bits of a 64-bit congruential
/// sequence.
class Numbers {
 public:
  float operator()(float low, float high) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return low + (high - low) * (static_cast<float>(state_ >> 40) * 0x1p-24f);
  }

 private:
  std::uint64_t state_ = 1;
};

/// Weights as He and Xavier draw them, so that values neither vanish nor saturate; biases that are not 0.
template <class N> const Task& task() {
  static const Task made = [] {
    Task task;
    Numbers next;
    for (std::size_t l = 0; l < N::depth; ++l) {
      const std::size_t in = N::in(l), out = N::out(l);
      const float range = std::sqrt(4.0f / static_cast<float>(in));
      Layer& layer = task.layers.emplace_back(Layer{in, out, std::vector<float>(in * out), std::vector<float>(out)});
      for (float& w : layer.w) w = next(-range, range);
      for (float& b : layer.b) b = next(-0.1f, 0.1f);
    }
    task.x.resize(batch * N::inputs);
    for (float& x : task.x) x = next(0, 1);
    task.t.resize(batch * N::outputs);
    for (std::size_t s = 0; s < batch; ++s) {
      task.classes.push_back(s * 7 % N::outputs);
      for (std::size_t o = 0; o < N::outputs; ++o)
        task.t[s * N::outputs + o] = N::classifies ? static_cast<float>(o == task.classes[s]) : next(0, 1);
    }
    return task;
  }();
  return made;
}

/// The numbers by which libraries are compared; empty where a library does not offer the work.
struct Results {
  std::vector<float> one, all;                // outputs of samples one by one, and of the batch
  std::vector<float> dx;                      // the inputs' gradient in the first step
  std::vector<Layer> first_step, third_step;  // parameters after steps of `check_rate`
};
inline constexpr float check_rate = 0.5f;
/// [library][net]: what computes them, and the parameters it starts from.
struct Check {
  const std::vector<Layer>* start = nullptr;
  std::vector<std::function<void(Results&)>> computations;
};
using Checks = std::map<std::string, std::map<char, Check>>;
Checks& checks();
/// Runs every check and prints what does not agree with sinew. True if all agree.
bool agree();

namespace _detail {

template <class N> std::string row_name(const char* library, const char* what) {
  return std::string(library) + '/' + N::name + '/' + what;
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

/// One input of the next call waits for one output of the last.
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
  Check& check = checks()[library][N::name];
  check.start = &task<N>().layers;
  check.computations.push_back(std::move(compute));
}

template <class N, class Model> void enrol_forward(const char* library) {
  benchmark::RegisterBenchmark(row_name<N>(library, "forward/1").c_str(), forward_one<Model>);
  if constexpr (N::measures_latency)
    benchmark::RegisterBenchmark(row_name<N>(library, "latency/1").c_str(), latency<Model>);
  benchmark::RegisterBenchmark(row_name<N>(library, "forward/64").c_str(), forward_all<Model>);
  enrol_check<N>(library, [](Results& results) {
    const auto model = std::make_unique<Model>();
    for (std::size_t i = 0; i < turns; ++i) {
      const float* y = plain(*model, model->one(i), 1, 0);
      results.one.insert(results.one.end(), y, y + N::outputs);
    }
    const float* y = plain(*model, model->all(), batch, 0);
    results.all.assign(y, y + batch * N::outputs);
  });
}

template <class N, class Model> void enrol_train(const char* library) {
  benchmark::RegisterBenchmark(row_name<N>(library, "train/64").c_str(), train<Model>);
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

}  // namespace _detail

/// Of the nets N..., by default those of dense layers.
template <template <class> class Forward, class... N> bool enrol_forward(const char* library) {
  if constexpr (sizeof...(N) == 0) return enrol_forward<Forward, A, B, C, D>(library);
  (_detail::enrol_forward<N, Forward<N>>(library), ...);
  return true;
}
template <template <class> class Train, class... N> bool enrol_train(const char* library) {
  if constexpr (sizeof...(N) == 0) return enrol_train<Train, A, B, C, D>(library);
  (_detail::enrol_train<N, Train<N>>(library), ...);
  return true;
}

}  // namespace bench
