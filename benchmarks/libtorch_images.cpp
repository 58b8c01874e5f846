// libtorch 1.13 on image nets: eager calls in inference mode (libtorch), frozen TorchScript (torchscript), which
// stores weights in oneDNN's formats, and autograd with its SGD. ReLU follows the pooling, where it has a quarter of
// the values, and works in place if nothing must be kept. Images are channels-last where that was faster.

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <torch/script.h>
#include <torch/torch.h>

#include "image_nets.hpp"
#include "workloads.hpp"

namespace {

using namespace bench;

long extent(std::size_t n) { return static_cast<long>(n); }

at::Tensor tensor(const float* values, std::vector<long> sizes) {
  at::set_num_threads(1);
  return torch::from_blob(const_cast<float*>(values), sizes).clone();
}
template <class N> at::Tensor images(const float* values, std::size_t samples, const Stage& s = N::stages[0]) {
  return tensor(values, {extent(samples), extent(s.channels), extent(s.height), extent(s.width)});
}
/// A convolution's weights as (out, in, row, column), or a dense layer's as (out, in). A Layer stores the transpose
/// of both.
template <class N> at::Tensor weights(std::size_t l) {
  const Layer& layer = task<N>().layers[l];
  const Stage& s = N::stages[N::stage_of(l)];
  const at::Tensor w = tensor(layer.w.data(), {extent(layer.in), extent(layer.out)}).t().contiguous();
  return s.kind == Kind::dense
             ? w
             : w.view({extent(s.outputs), extent(s.channels / s.groups), extent(s.kernel), extent(s.kernel)});
}
template <class N> at::Tensor biases(std::size_t l) {
  const Layer& layer = task<N>().layers[l];
  return tensor(layer.b.data(), {extent(layer.out)});
}
constexpr at::MemoryFormat rows = at::MemoryFormat::Contiguous, channels_last = at::MemoryFormat::ChannelsLast;
at::Tensor in_format(const at::Tensor& t, at::MemoryFormat format) { return t.dim() == 4 ? t.contiguous(format) : t; }

template <class N> constexpr bool has_relu(std::size_t stage) {
  return N::stages[stage].kind == Kind::pooling ||
         (N::stages[stage].kind == Kind::convolution &&
          (stage + 1 == N::count || N::stages[stage + 1].kind != Kind::pooling));
}

/// All stages except the softmax. `relu` works on a tensor, in place or not.
template <class N, class Relu>
at::Tensor logits(at::Tensor x, const std::vector<at::Tensor>& w, const std::vector<at::Tensor>& b, Relu relu) {
  for (std::size_t i = 0; i < N::count; ++i) {
    const Stage& s = N::stages[i];
    const std::size_t l = N::layer_of(i);
    if (s.kind == Kind::dense) x = torch::linear(x.flatten(1), w[l], b[l]);
    else if (s.kind == Kind::pooling) x = torch::max_pool2d(x, extent(s.kernel));
    else x = torch::conv2d(x, w[l], b[l], 1, extent(s.padding), 1, extent(s.groups));
    if (has_relu<N>(i)) x = relu(x);
  }
  return x;
}

template <class N> struct Inputs {
  explicit Inputs(at::MemoryFormat format) {
    all = in_format(images<N>(task<N>().x.data(), N::batch), format);
    for (std::size_t i = 0; i < turns; ++i)
      one[i] = in_format(images<N>(task<N>().x.data() + i * N::inputs, 1), format);
  }
  c10::InferenceMode mode;  // inference mode during the object's lifetime
  at::Tensor all;
  std::array<at::Tensor, turns> one;
};

template <class N> struct Forward {
  Forward() {
    for (std::size_t l = 0; l < N::depth; ++l)
      w.push_back(in_format(weights<N>(l), channels_last)), b.push_back(biases<N>(l));
  }
  const float* call(const at::Tensor& x) {
    y = logits<N>(x, w, b, [](at::Tensor z) { return z.relu_(); });
    if (N::classifies) y = torch::softmax(y, 1);
    return y.template data_ptr<float>();
  }
  const float* one(std::size_t i) { return call(inputs.one[i]); }
  const float* all() { return call(inputs.all); }
  const float* plain(const float*, std::size_t) { return (y = y.contiguous()).template data_ptr<float>(); }

  Inputs<N> inputs{channels_last};
  std::vector<at::Tensor> w, b;
  at::Tensor y;
};

template <class N> struct Script {
  Script() {
    torch::jit::Module source("net");
    source.register_attribute("training", c10::BoolType::get(), false);
    std::string code = "def forward(self, x):\n";
    for (std::size_t i = 0; i < N::count; ++i) {
      const Stage& s = N::stages[i];
      const std::string l = std::to_string(N::layer_of(i)), parameters = ", self.w" + l + ", self.b" + l;
      if (N::has_parameters(i)) {
        source.register_parameter("w" + l, weights<N>(N::layer_of(i)), false);
        source.register_parameter("b" + l, biases<N>(N::layer_of(i)), false);
      }
      if (s.kind == Kind::dense) code += "  x = torch.softmax(torch.linear(x.flatten(1)" + parameters + "), 1)\n";
      else if (s.kind == Kind::pooling) code += "  x = torch.max_pool2d(x, " + std::to_string(s.kernel) + ")\n";
      else
        code += "  x = torch.conv2d(x" + parameters + ", 1, " + std::to_string(s.padding) + ", 1, " +
                std::to_string(s.groups) + ")\n";
      if (has_relu<N>(i)) code += "  x = torch.relu_(x)\n";
    }
    source.define(code + "  return x\n");
    module = torch::jit::optimize_for_inference(source);  // also freezes
    for (int i = 0; i < 5; ++i) one(0), all();            // the executor profiles the first calls
  }
  const float* call(const at::Tensor& x) { return (y = module.forward({x}).toTensor()).template data_ptr<float>(); }
  const float* one(std::size_t i) { return call(inputs.one[i]); }
  const float* all() { return call(inputs.all); }
  const float* plain(const float*, std::size_t) { return (y = y.contiguous()).template data_ptr<float>(); }

  Inputs<N> inputs{rows};
  torch::jit::Module module;
  at::Tensor y;
};

template <class N> struct Train {
  explicit Train(float rate) {
    for (std::size_t l = 0; l < N::depth; ++l) {
      w.push_back(in_format(weights<N>(l), format).requires_grad_());
      b.push_back(biases<N>(l).requires_grad_());
    }
    std::vector<at::Tensor> parameters = w;
    parameters.insert(parameters.end(), b.begin(), b.end());
    sgd = std::make_unique<torch::optim::SGD>(parameters, torch::optim::SGDOptions(static_cast<double>(rate)));
    x = in_format(images<N>(task<N>().x.data(), N::batch), format).requires_grad_(N::wants_dx);
    if constexpr (N::classifies) t = tensor(task<N>().t.data(), {extent(N::batch), extent(N::outputs)}).argmax(1);
    else {
      const Stage& s = N::stages[N::count - 1];
      t = in_format(tensor(task<N>().t.data(),
                           {extent(N::batch), extent(s.outputs), extent(s.out_height()), extent(s.out_width())}),
                    format);
    }
  }
  void step() {
    // Resets gradients, so that backward need not add to zeros.
    for (std::size_t l = 0; l < N::depth; ++l) w[l].mutable_grad().reset(), b[l].mutable_grad().reset();
    if constexpr (N::wants_dx) x.mutable_grad().reset();
    const at::Tensor y = logits<N>(x, w, b, [](const at::Tensor& z) { return torch::relu(z); });
    (N::classifies ? torch::cross_entropy_loss(y, t) : torch::mse_loss(y, t)).backward();
    sgd->step();
  }
  std::vector<Layer> layers() const {
    std::vector<Layer> now = task<N>().layers;
    for (std::size_t l = 0; l < N::depth; ++l) {
      now[l].w = numbers(w[l].contiguous().view({extent(now[l].out), extent(now[l].in)}).t());
      now[l].b = numbers(b[l]);
    }
    return now;
  }
  std::vector<float> dx() const { return numbers(x.grad()); }

 private:
  static std::vector<float> numbers(const at::Tensor& of) {
    const at::Tensor plain = of.detach().contiguous();
    return {plain.template data_ptr<float>(), plain.template data_ptr<float>() + plain.numel()};
  }

  static constexpr at::MemoryFormat format = N::classifies ? channels_last : rows;
  std::vector<at::Tensor> w, b;
  at::Tensor x, t;
  std::unique_ptr<torch::optim::SGD> sgd;
};

const bool enrolled = enrol_forward<Forward, E, F, G, M>("libtorch") && enrol_train<Train, E, F, G, M>("libtorch") &&
                      enrol_forward<Script, E, F, G, M>("torchscript");

}  // namespace
