// sinew itself on sequences: a Stream, blocks of steps, and a workspace of several steps to train.

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

#include <sinew/net/tensors.hpp>
#include <sinew/sinew.hpp>

#include "sequences.hpp"

namespace {

using namespace bench;

template <class N> using Net =
    sinew::Net<std::conditional_t<N::cell == Cell::lstm, sinew::LSTM<1, N::hidden>, sinew::GRU<1, N::hidden>>,
               sinew::Dense<N::hidden, 1>>;

/// Calls f(parameter of the net, the same parameter in `layers`). The net's tensors are in PyTorch's order: the weights
/// of the inputs and of the state, their biases, then those of the Dense layer.
template <class N> void each_parameter(Net<N>& net, std::vector<Layer>& layers, auto f) {
  const std::array<std::vector<float>*, 6> given{&layers[0].w, &layers[1].w, &layers[0].b,
                                                 &layers[1].b, &layers[2].w, &layers[2].b};
  std::size_t tensor = 0;
  for (const sinew::TensorDescription& own : sinew::tensors_of<Net<N>>) {
    const auto values = sinew::tensor_storage(net, own);
    std::size_t element = 0;
    own.each_position([&](std::size_t at) { f(values[at], (*given[tensor])[element++]); });
    ++tensor;
  }
}
template <class N> void load(Net<N>& net) {
  std::vector<Layer> given = weights<N>();
  each_parameter<N>(net, given, [](float& own, float value) { own = value; });
}

template <class N> struct Stream {
  using Samples = std::array<std::array<float, 1>, steps>;
  Stream() { load<N>(net); }
  void rest() {
    one.reset();
    many.reset();
  }
  const float* step(float x) { return (y = net({x}, one)).data(); }
  const float* block(const float* x) {
    net(std::span(reinterpret_cast<const std::array<float, 1>*>(x), steps), ys, one);
    return ys[0].data();
  }
  const float* lockstep(const float* x) {
    net(std::span(reinterpret_cast<const std::array<float, 1>*>(x), streams), ys, many);
    return ys[0].data();
  }

  Net<N> net;
  sinew::Stream<Net<N>> one;
  sinew::Stream<Net<N>, streams> many;
  typename Net<N>::Output y;
  Samples ys;
};

template <class N> struct TrainSequences {
  explicit TrainSequences(double rate) : optimizer(sinew::Adam{.rate = rate, .epsilon = adam_epsilon}) {
    load<N>(net);
    std::copy_n(signals().x.data(), train_streams * steps, w.x().data);
  }
  void step() {
    sinew::train_step(net, w, std::span(signals().t).first(train_streams * steps), sinew::MSE{}, optimizer);
  }
  std::vector<Layer> layers() {
    std::vector<Layer> now = weights<N>();
    each_parameter<N>(net, now, [](float own, float& value) { value = own; });
    return now;
  }

  Net<N> net;
  sinew::Workspace<Net<N>, train_streams, sinew::Mode::training, steps> w;
  sinew::Optimizer<sinew::Adam, Net<N>> optimizer;
};

const bool enrolled = enrol_sequences<Stream, N, P, Q, R, S>("sinew") && enrol_training<TrainSequences, Q>("sinew");

}  // namespace
