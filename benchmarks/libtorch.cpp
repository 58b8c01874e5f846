// libtorch 1.13: eager calls in inference mode (libtorch), frozen TorchScript (torchscript), and autograd with its
// SGD. Weights are stored as (in, out) by rows, so that a layer is one addmm. Tensors are allocated once; activations
// work in place if nothing must be kept.

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <ATen/Version.h>
#include <torch/script.h>
#include <torch/torch.h>

#include "workloads.hpp"

namespace {

using namespace bench;

at::Tensor tensor(const std::vector<float>& values, std::size_t rows, std::size_t columns) {
  at::set_num_threads(1);
  return torch::from_blob(const_cast<float*>(values.data()), {static_cast<long>(rows), static_cast<long>(columns)})
      .clone();
}
at::Tensor weights(const Layer& layer) { return tensor(layer.w, layer.in, layer.out); }
at::Tensor biases(const Layer& layer) { return tensor(layer.b, 1, layer.out).squeeze(0); }

template <Act act> at::Tensor activate(const at::Tensor& z) {
  if constexpr (act == Act::tanh) return torch::tanh(z);
  else if constexpr (act == Act::sigmoid) return torch::sigmoid(z);
  else if constexpr (act == Act::relu) return torch::relu(z);
  else if constexpr (act == Act::identity) return z;
  else return torch::softmax(z, 1);
}
template <Act act> at::Tensor activate_in_place(at::Tensor z) {
  if constexpr (act == Act::tanh) return z.tanh_();
  else if constexpr (act == Act::sigmoid) return z.sigmoid_();
  else if constexpr (act == Act::relu) return z.relu_();
  else if constexpr (act == Act::identity) return z;
  else return torch::softmax(z, 1);
}

/// The inputs and outputs for both kinds of calls.
template <class N> struct Inputs {
  Inputs() {
    all = tensor(task<N>().x, N::batch, N::inputs);
    for (std::size_t i = 0; i < turns; ++i)
      rows[i] = all.slice(0, static_cast<long>(i), static_cast<long>(i + 1)).clone();
  }
  c10::InferenceMode mode;  // inference mode during the object's lifetime
  at::Tensor all;
  std::array<at::Tensor, turns> rows;
};

template <class N> struct Forward {
  Forward() {
    for (const Layer& layer : task<N>().layers) w.push_back(weights(layer)), b.push_back(biases(layer));
  }
  template <std::size_t L = 0> at::Tensor forward(const at::Tensor& x) const {
    at::Tensor value = activate_in_place<N::act(L)>(torch::addmm(b[L], x, w[L]));
    if constexpr (L + 1 < N::depth) return forward<L + 1>(value);
    else return value;
  }
  float* row(std::size_t i) { return inputs.rows[i].template data_ptr<float>(); }
  const float* one(std::size_t i) { return (y = forward(inputs.rows[i])).template data_ptr<float>(); }
  const float* all() { return (y = forward(inputs.all)).template data_ptr<float>(); }

  Inputs<N> inputs;
  std::vector<at::Tensor> w, b;
  at::Tensor y;
};

template <class N> struct Script {
  Script() {
    torch::jit::Module source("net");
    source.register_attribute("training", c10::BoolType::get(), false);
    std::string code = "def forward(self, x):\n";
    for (std::size_t l = 0; l < N::depth; ++l) {
      const Layer& layer = task<N>().layers[l];
      const std::string i = std::to_string(l);
      source.register_parameter("w" + i, weights(layer), false);
      source.register_parameter("b" + i, biases(layer), false);
      const std::string z = "torch.addmm(self.b" + i + ", x, self.w" + i + ")";
      const std::array calls{"torch.tanh_(" + z + ")", "torch.sigmoid_(" + z + ")", "torch.relu_(" + z + ")",
                             "torch.softmax(" + z + ", 1)", z};
      code += "  x = " + calls[static_cast<std::size_t>(N::act(l))] + "\n";
    }
    source.define(code + "  return x\n");
    module = torch::jit::optimize_for_inference(source);  // also freezes
    for (int i = 0; i < 5; ++i) one(0), all();            // the executor profiles the first calls
  }
  const float* call(const at::Tensor& x) { return (y = module.forward({x}).toTensor()).template data_ptr<float>(); }
  float* row(std::size_t i) { return inputs.rows[i].template data_ptr<float>(); }
  const float* one(std::size_t i) { return call(inputs.rows[i]); }
  const float* all() { return call(inputs.all); }

  Inputs<N> inputs;
  torch::jit::Module module;
  at::Tensor y;
};

template <class N> struct Train {
  explicit Train(float rate) {
    for (const Layer& layer : task<N>().layers) {
      w.push_back(weights(layer).requires_grad_());
      b.push_back(biases(layer).requires_grad_());
    }
    std::vector<at::Tensor> parameters = w;
    parameters.insert(parameters.end(), b.begin(), b.end());
    sgd = std::make_unique<torch::optim::SGD>(parameters, torch::optim::SGDOptions(static_cast<double>(rate)));
    x = tensor(task<N>().x, N::batch, N::inputs);
    t = tensor(task<N>().t, N::batch, N::outputs);
    if constexpr (N::classifies) t = t.argmax(1);
  }
  template <std::size_t L = 0> at::Tensor loss(const at::Tensor& from) const {
    const at::Tensor z = torch::addmm(b[L], from, w[L]);
    if constexpr (L + 1 < N::depth) return loss<L + 1>(activate<N::act(L)>(z));
    else if constexpr (N::classifies) return torch::cross_entropy_loss(z, t);
    else return torch::mse_loss(activate<N::act(L)>(z), t);
  }
  void step() {
    // Resets gradients, so that backward need not add to zeros.
    for (std::size_t l = 0; l < N::depth; ++l) w[l].mutable_grad().reset(), b[l].mutable_grad().reset();
    loss(x).backward();
    sgd->step();
  }
  std::vector<Layer> layers() const {
    std::vector<Layer> now = task<N>().layers;
    for (std::size_t l = 0; l < N::depth; ++l) {
      now[l].w.assign(w[l].template data_ptr<float>(), w[l].template data_ptr<float>() + w[l].numel());
      now[l].b.assign(b[l].template data_ptr<float>(), b[l].template data_ptr<float>() + b[l].numel());
    }
    return now;
  }

  std::vector<at::Tensor> w, b;
  at::Tensor x, t;
  std::unique_ptr<torch::optim::SGD> sgd;
};

/// The instruction set of ATen's kernels, which only the text of its configuration tells.
std::string cpu_capability() {
  const std::string config = at::show_config(), label = "CPU capability usage: ";
  const std::size_t at = config.find(label);
  if (at == std::string::npos) return "unknown";
  return config.substr(at + label.size(), config.find('\n', at) - at - label.size());
}

const bool enrolled = [] {
  benchmark::AddCustomContext("libtorch", TORCH_VERSION);
  instruction_sets()["libtorch"] = instruction_sets()["torchscript"] = cpu_capability();
  return enrol_forward<Forward>("libtorch") && enrol_train<Train>("libtorch") && enrol_forward<Script>("torchscript");
}();

}  // namespace
