// libtorch 1.13 on sequences: the cell for single steps, the whole layer for blocks, many streams and training, in
// inference mode; autograd with its Adam.

#include <cstddef>
#include <memory>
#include <vector>

#include <torch/torch.h>

#include "sequences.hpp"

namespace {

using namespace bench;

at::Tensor tensor(const std::vector<float>& values, std::vector<long> extents) {
  at::set_num_threads(1);
  return torch::from_blob(const_cast<float*>(values.data()), extents).clone();
}
/// The weights: of the inputs, of the state, their biases, then those of the Dense layer.
template <class N> std::vector<at::Tensor> parameters() {
  const auto& given = weights<N>();
  const long h = N::hidden, all = N::gates * N::hidden;
  return {tensor(given[0].w, {all, 1}), tensor(given[1].w, {all, h}), tensor(given[0].b, {all}),
          tensor(given[1].b, {all}),    tensor(given[2].w, {1, h}),   tensor(given[2].b, {1})};
}
/// The outputs of all steps, and the state after the last.
template <class N>
at::Tensor layer(const at::Tensor& x, std::vector<at::Tensor>& state, const std::vector<at::Tensor>& w, bool training) {
  const std::vector<at::Tensor> own(w.begin(), w.begin() + 4);
  if constexpr (N::cell == Cell::lstm) {
    auto [y, h, c] = torch::lstm(x, state, own, true, 1, 0.0, training, false, false);
    state = {h, c};
    return torch::linear(y, w[4], w[5]);
  } else {
    auto [y, h] = torch::gru(x, state[0], own, true, 1, 0.0, training, false, false);
    state = {h};
    return torch::linear(y, w[4], w[5]);
  }
}

template <class N> struct Stream {
  static std::vector<at::Tensor> at_rest(std::vector<long> extents) {
    return std::vector<at::Tensor>(N::cell == Cell::lstm ? 2 : 1, torch::zeros(extents));
  }
  void rest() {
    const long h = N::hidden;
    one = at_rest({1, h});
    many = at_rest({1, long{streams}, h});
  }
  const float* step(float x) {
    *input.template data_ptr<float>() = x;
    if constexpr (N::cell == Cell::lstm) {
      auto [h, c] = torch::lstm_cell(input, one, w[0], w[1], w[2], w[3]);
      one = {h, c};
    } else one = {torch::gru_cell(input, one[0], w[0], w[1], w[2], w[3])};
    return (y = torch::linear(one[0], w[4], w[5])).template data_ptr<float>();
  }
  const float* block(const float* x) {
    const at::Tensor in = torch::from_blob(const_cast<float*>(x), {long{steps}, 1, 1});
    std::vector<at::Tensor> state;
    for (const at::Tensor& part : one) state.push_back(part.unsqueeze(0));
    y = layer<N>(in, state, w, false);
    for (std::size_t i = 0; i < state.size(); ++i) one[i] = state[i].squeeze(0);
    return y.template data_ptr<float>();
  }
  const float* lockstep(const float* x) {
    return (y = layer<N>(torch::from_blob(const_cast<float*>(x), {1, long{streams}, 1}), many, w, false))
        .template data_ptr<float>();
  }

  c10::InferenceMode mode;  // during the object's lifetime
  std::vector<at::Tensor> w = parameters<N>(), one, many;
  at::Tensor input = torch::zeros({1, 1}), y;
};

template <class N> struct TrainSequences {
  explicit TrainSequences(double rate) {
    for (at::Tensor& one : w) one.requires_grad_();
    adam = std::make_unique<torch::optim::Adam>(w, torch::optim::AdamOptions(rate).eps(adam_epsilon));
    const std::vector<long> extents{long{steps}, long{train_streams}, 1};
    x = tensor(signals().x, extents);
    t = tensor(signals().t, extents);
  }
  void step() {
    for (at::Tensor& one : w) one.mutable_grad().reset();
    std::vector<at::Tensor> state(N::cell == Cell::lstm ? 2 : 1,
                                  torch::zeros({1, long{train_streams}, long{N::hidden}}));
    torch::mse_loss(layer<N>(x, state, w, true), t).backward();
    adam->step();
  }
  std::vector<Layer> layers() const {
    std::vector<Layer> now = weights<N>();
    const std::vector<std::vector<float>*> to{&now[0].w, &now[1].w, &now[0].b, &now[1].b, &now[2].w, &now[2].b};
    for (std::size_t i = 0; i < w.size(); ++i)
      to[i]->assign(w[i].template data_ptr<float>(), w[i].template data_ptr<float>() + w[i].numel());
    return now;
  }

  std::vector<at::Tensor> w = parameters<N>();
  at::Tensor x, t;
  std::unique_ptr<torch::optim::Adam> adam;
};

const bool enrolled =
    enrol_sequences<Stream, N, P, Q, R, S>("libtorch") && enrol_training<TrainSequences, Q>("libtorch");

}  // namespace
