#pragma once
/// \file
/// The workloads of recurrent nets: one layer and a Dense layer to 1, in steps of a stream; their weights, which all
/// libraries share, in the layout of PyTorch; and the registration of a library's rows.
///
/// A library's file defines class templates over the net N:
///   struct Stream { void rest(); const float* step(float x); const float* block(const float* x);
///                   const float* lockstep(const float* x); }
///     each goes on from its own last call, or from rest: step() by one step; block() by `steps` steps of one stream;
///     lockstep() by one step of `streams` streams. They return the outputs
///   struct TrainSequences { explicit TrainSequences(double rate); void step(); std::vector<Layer> layers(); }
///     step(): forward, backward through all steps, and Adam, on `train_streams` streams of `steps` steps from rest,
///     with the mean squared error; layers(): the current parameters, in the order of weights()
/// and registers them by enrol_sequences<Stream, …>("library") and enrol_training<TrainSequences, …>("library").

#include <cmath>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "workloads.hpp"

namespace bench {

enum class Cell { lstm, gru };
template <char Name, Cell Kind, std::size_t Hidden> struct Recurrent {
  static constexpr char name = Name;
  static constexpr Cell cell = Kind;
  static constexpr std::size_t hidden = Hidden, gates = Kind == Cell::lstm ? 4 : 3;
};
using N = Recurrent<'N', Cell::lstm, 16>;
using P = Recurrent<'P', Cell::lstm, 20>;
using Q = Recurrent<'Q', Cell::lstm, 32>;
using R = Recurrent<'R', Cell::gru, 16>;
using S = Recurrent<'S', Cell::gru, 40>;

inline constexpr std::size_t steps = 64, streams = 64, train_streams = 32;
/// Of Adam. It is larger than usual, so that steps along gradients of nearly 0 can be compared.
inline constexpr double adam_epsilon = 1e-3;

/// Returns the weights in PyTorch's layout: of the inputs (gates·H, 1) with bias_ih, of the state (gates·H, H) with
/// bias_hh, and of the Dense layer (1, H) with its bias.
template <class N> const std::vector<Layer>& weights() {
  static const std::vector<Layer> made = [] {
    Numbers next;
    const float range = 1 / std::sqrt(static_cast<float>(N::hidden));
    std::vector<Layer> all{
        {1, N::gates * N::hidden, {}, {}}, {N::hidden, N::gates * N::hidden, {}, {}}, {N::hidden, 1, {}, {}}};
    for (Layer& layer : all) {
      layer.w.resize(layer.in * layer.out);
      layer.b.resize(layer.out);
      for (float& w : layer.w) w = next(-range, range);
      for (float& b : layer.b) b = next(-range, range);
    }
    return all;
  }();
  return made;
}
/// Inputs and targets, time-major: step t of stream s is [t · streams + s].
struct Signals {
  std::vector<float> x, t;
};
inline const Signals& signals() {
  static const Signals made = [] {
    Signals all;
    Numbers next;
    for (std::size_t i = 0; i < steps * streams; ++i) all.x.push_back(next(-1, 1));
    for (std::size_t i = 0; i < steps * streams; ++i) all.t.push_back(next(-1, 1));
    return all;
  }();
  return made;
}

namespace detail {

template <class Model> void one_step(benchmark::State& state) {
  const auto model = std::make_unique<Model>();
  model->rest();
  float x = 0;
  for (auto _ : state) {
    x = 0.5f * *model->step(x) + 0.1f;
    benchmark::ClobberMemory();
  }
}
template <class Model> void one_block(benchmark::State& state) {
  const auto model = std::make_unique<Model>();
  model->rest();
  for (auto _ : state) {
    benchmark::DoNotOptimize(*model->block(signals().x.data()));
    benchmark::ClobberMemory();
  }
}
template <class Model> void one_lockstep(benchmark::State& state) {
  const auto model = std::make_unique<Model>();
  model->rest();
  for (auto _ : state) {
    benchmark::DoNotOptimize(*model->lockstep(signals().x.data()));
    benchmark::ClobberMemory();
  }
}
template <class Model> void train_sequences(benchmark::State& state) {
  const auto model = std::make_unique<Model>(1e-6);
  for (auto _ : state) {
    model->step();
    benchmark::ClobberMemory();
  }
}

template <class N> Check& check_of(const char* library) {
  Check& check = checks()[std::string(1, N::name) + "/sequences"][library];
  check.start = &weights<N>();
  return check;
}
template <class N, class Model> void enrol_sequences(const char* library) {
  const auto row = [=](const char* what, void (*run)(benchmark::State&)) {
    benchmark::RegisterBenchmark((std::string(library) + '/' + N::name + '/' + what).c_str(), run);
  };
  row("step/1", one_step<Model>);
  row("block/64", one_block<Model>);
  row("lockstep/64", one_lockstep<Model>);
  check_of<N>(library).computations.emplace_back([](Results& results) {
    const auto model = std::make_unique<Model>();
    const float* const x = signals().x.data();
    model->rest();
    for (std::size_t i = 0; i < 8; ++i) results.one.push_back(*model->step(x[i]));
    model->rest();
    for (std::size_t i = 0; i < 2; ++i) {
      const float* y = model->block(x + i * steps);
      results.all.insert(results.all.end(), y, y + steps);
    }
    for (std::size_t i = 0; i < 3; ++i) {
      const float* y = model->lockstep(x + i * streams);
      results.all.insert(results.all.end(), y, y + streams);
    }
  });
}
template <class N, class Model> void enrol_training(const char* library) {
  benchmark::RegisterBenchmark((std::string(library) + '/' + N::name + "/train/2048").c_str(), train_sequences<Model>);
  check_of<N>(library).computations.emplace_back([](Results& results) {
    const auto model = std::make_unique<Model>(0.01);
    model->step();
    results.first_step = model->layers();
    model->step();
    model->step();
    results.third_step = model->layers();
  });
}

}  // namespace detail

// Both are static for the reason that workloads.hpp gives.
template <template <class> class Stream, class... Nets> static bool enrol_sequences(const char* library) {
  (detail::enrol_sequences<Nets, Stream<Nets>>(library), ...);
  return true;
}
template <template <class> class Train, class... Nets> static bool enrol_training(const char* library) {
  (detail::enrol_training<Nets, Train<Nets>>(library), ...);
  return true;
}

}  // namespace bench
