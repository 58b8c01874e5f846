// libtorch 1.13 on WaveNets, in inference mode: each convolution over its last inputs and a block, one after the other.

#include <cstddef>
#include <vector>

#include <torch/torch.h>

#include "wavenets.hpp"

namespace {

using namespace bench;

/// A convolution over the steps of a stream.
struct Convolution {
  at::Tensor weight, bias, past;
  long dilation = 1;

  long reach() const { return (weight.size(2) - 1) * dilation; }
  void rest() { past = torch::zeros({1, weight.size(1), reach()}); }
  at::Tensor operator()(const at::Tensor& x) {
    if (reach() == 0) return torch::conv1d(x, weight, bias);
    const at::Tensor seen = torch::cat({past, x}, 2);
    past = seen.slice(2, seen.size(2) - reach());
    const long stride = 1, padding = 0;
    return torch::conv1d(seen, weight, bias, at::IntArrayRef(stride), at::IntArrayRef(padding),
                         at::IntArrayRef(dilation));
  }
};
struct Layer {
  Convolution dilated, of_input, pointwise;
};
struct Layers {
  Convolution before, head;
  std::vector<Layer> layers;
};

template <class N> std::vector<Layers> layers_of() {
  at::set_num_threads(1);
  auto next = wavenet_weights<N>().begin();
  const auto tensor = [&](std::vector<long> extents) {
    at::Tensor made = torch::empty(extents);
    for (long i = 0; i < made.numel(); ++i) made.data_ptr<float>()[i] = *next++;
    return made;
  };
  const auto convolution = [&](std::size_t in, std::size_t out, std::size_t taps, std::size_t dilation, bool has_bias) {
    Convolution made;
    made.weight = tensor({long(out), long(in), long(taps)});
    if (has_bias) made.bias = tensor({long(out)});
    made.dilation = long(dilation);
    return made;
  };
  std::vector<Layers> all;
  for (const Stack& stack : N::stacks()) {
    Layers& made = all.emplace_back();
    const std::size_t c = stack.channels;
    made.before = convolution(stack.inputs, c, 1, 1, false);
    for (const DilatedLayer& layer : stack.layers) {
      Layer& to = made.layers.emplace_back();
      to.dilated = convolution(c, c, layer.taps, layer.dilation, true);
      to.of_input = convolution(1, c, 1, 1, false);
      to.pointwise = convolution(c, c, 1, 1, true);
    }
    made.head = convolution(c, stack.outputs, stack.head_taps, 1, stack.head_has_bias);
  }
  return all;
}

template <class N> struct Stream {
  void rest() {
    for (Layers& stack : stacks) {
      for (Layer& layer : stack.layers) layer.dilated.rest();
      stack.head.rest();
    }
  }
  const float* block(const float* x, std::size_t steps) {
    const at::Tensor input = torch::from_blob(const_cast<float*>(x), {1, 1, long(steps)});
    at::Tensor h = input, sum;
    for (Layers& stack : stacks) {
      h = stack.before(h);
      for (Layer& layer : stack.layers) {
        const at::Tensor z = layer.dilated(h) + layer.of_input(input);
        const at::Tensor shown = N::leak < 0 ? torch::tanh(z) : torch::leaky_relu(z, double{N::leak});
        sum = sum.defined() ? sum + shown : shown;
        h = h + layer.pointwise(shown);
      }
      sum = stack.head(sum);
    }
    return (y = (sum * double{N::scale}).contiguous()).template data_ptr<float>();
  }

  c10::InferenceMode mode;  // during the object's lifetime
  std::vector<Layers> stacks = layers_of<N>();
  at::Tensor y;
};

const bool enrolled = enrol_wavenets<Stream, T, U>("libtorch");

}  // namespace
