// The four multilayer perceptrons every change is measured on: inference of one sample, of 64, and a training step on 64.
//   A 2-4-1 tanh, sigmoid    B 4-16-8-3 ReLU, softmax    C 784-128-64-10 ReLU, softmax    D four layers 64-64, tanh

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include <benchmark/benchmark.h>

#include <sinew/sinew.hpp>

namespace {

using namespace sinew;
using A = Net<Dense<2, 4, Tanh>, Dense<4, 1, Sigmoid>>;
using B = Net<Dense<4, 16, ReLU>, Dense<16, 8, ReLU>, Dense<8, 3, Softmax>>;
using C = Net<Dense<784, 128, ReLU>, Dense<128, 64, ReLU>, Dense<64, 10, Softmax>>;
using D = Net<Dense<64, 64, Tanh>, Dense<64, 64, Tanh>, Dense<64, 64, Tanh>, Dense<64, 64, Tanh>>;
constexpr std::size_t batch = 64;

void count(benchmark::State& state, double multiply_adds) {
  state.counters["flop/s"] = benchmark::Counter(static_cast<double>(state.iterations()) * 2 * multiply_adds, benchmark::Counter::kIsRate);
}

/// Independent calls, inputs taking turns.
template <class N> void forward_1(benchmark::State& state) {
  auto net = std::make_unique<N>();
  Engine engine(1);
  initialize(*net, engine);
  std::vector<std::array<float, N::input::size>> x(16);
  for (auto& sample : x)
    for (float& v : sample) v = uniform<float>(engine);
  std::size_t i = 0;
  for (auto _ : state) {
    auto y = (*net)(x[i++ % x.size()]);
    benchmark::DoNotOptimize(y);
  }
  count(state, N::multiply_adds);
}

template <class N> void forward_64(benchmark::State& state) {
  auto net = std::make_unique<N>();
  auto w = std::make_unique<Workspace<N, batch>>();
  Engine engine(1);
  initialize(*net, engine);
  for (float& v : w->x().flat()) v = uniform<float>(engine);
  for (auto _ : state) {
    net->forward(*w);
    benchmark::DoNotOptimize(w->y().data);
    benchmark::ClobberMemory();
  }
  count(state, batch * N::multiply_adds);
}

/// Forward, loss, backward and a step of SGD. The first layer's inputs need no gradient.
template <class N, class LossType> void train_64(benchmark::State& state) {
  auto net = std::make_unique<N>();
  auto w = std::make_unique<Workspace<N, batch, training>>();
  auto optimizer = std::make_unique<Optimizer<SGD, N>>(SGD{.rate = 1e-4});
  Engine engine(1);
  initialize(*net, engine);
  for (float& v : w->x().flat()) v = uniform<float>(engine);
  std::vector<float> t(batch * N::output::size);
  for (std::size_t s = 0; s < batch; ++s) t[s * N::output::size + s % N::output::size] = 1;
  for (auto _ : state) {
    float loss = train_step(*net, *w, std::span<const float>(t), LossType{}, *optimizer);
    benchmark::DoNotOptimize(loss);
    benchmark::ClobberMemory();
  }
  using First = typename N::template layer<0>;
  count(state, batch * (3.0 * N::multiply_adds - First::multiply_adds));
}

BENCHMARK(forward_1<A>)->Name("A/forward/1");
BENCHMARK(forward_1<B>)->Name("B/forward/1");
BENCHMARK(forward_1<C>)->Name("C/forward/1");
BENCHMARK(forward_1<D>)->Name("D/forward/1");
BENCHMARK(forward_64<A>)->Name("A/forward/64");
BENCHMARK(forward_64<B>)->Name("B/forward/64");
BENCHMARK(forward_64<C>)->Name("C/forward/64");
BENCHMARK(forward_64<D>)->Name("D/forward/64");
BENCHMARK(train_64<A, MSE>)->Name("A/train/64");
BENCHMARK(train_64<B, CrossEntropy>)->Name("B/train/64");
BENCHMARK(train_64<C, CrossEntropy>)->Name("C/train/64");
BENCHMARK(train_64<D, MSE>)->Name("D/train/64");

}  // namespace
