// dlib 19.24 on net E (its convolutions have no groups): con, max_pool, fc, trained as in dlib.cpp. ReLU follows the
// pooling, where it has a quarter of the values. dlib stores a filter as [output channel][channel][row][column] and
// the biases after all filters.

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include <dlib/dnn.h>

#include "image_nets.hpp"
#include "workloads.hpp"

namespace {

using namespace bench;

// without padding
template <long Out, class Sub> using convolution = dlib::add_layer<dlib::con_<Out, 3, 3, 1, 1, 0, 0>, Sub>;
template <class Sub> using pooling = dlib::max_pool<2, 2, 2, 2, Sub>;
using Logits = dlib::fc<
    10, dlib::relu<pooling<convolution<16, dlib::relu<pooling<convolution<8, dlib::input<dlib::matrix<float>>>>>>>>>;

dlib::resizable_tensor tensor(const float* values, std::size_t samples) {
  const Stage& s = E::stages[0];
  dlib::resizable_tensor made(static_cast<long>(samples), static_cast<long>(s.channels), static_cast<long>(s.height),
                              static_cast<long>(s.width));
  std::copy_n(values, samples * E::inputs, made.host());
  return made;
}

/// Calls f(dlib's parameter, the same parameter in `layers`) for all parameters. The fully connected layer is layer
/// `First` in dlib's numbering.
template <std::size_t First> void each_parameter(auto& net, auto& layers, auto f) {
  const std::array<dlib::tensor*, E::depth> own{&dlib::layer<First + 6>(net).layer_details().get_layer_params(),
                                                &dlib::layer<First + 3>(net).layer_details().get_layer_params(),
                                                &dlib::layer<First>(net).layer_details().get_layer_params()};
  for (std::size_t l = 0; l < E::depth; ++l) {
    auto& [in, out, w, b] = layers[l];
    float* p = own[l]->host();
    const bool by_output = E::stages[E::stage_of(l)].kind == Kind::convolution;
    for (std::size_t i = 0; i < in; ++i)
      for (std::size_t o = 0; o < out; ++o) f(p[by_output ? o * in + i : i * out + o], w[i * out + o]);
    for (std::size_t o = 0; o < out; ++o) f(p[in * out + o], b[o]);
  }
}
template <std::size_t First> void set(auto& net, auto& subnet, const dlib::tensor& x) {
  const dlib::matrix<float> sample = dlib::zeros_matrix<float>(28, 28);
  dlib::resizable_tensor unused;
  net.to_tensor(&sample, &sample + 1, unused);
  subnet.forward(x);  // allocates the parameters
  each_parameter<First>(net, task<E>().layers, [](float& own, const float& given) { own = given; });
}

template <class> struct Forward {
  Forward() {
    for (std::size_t i = 0; i < turns; ++i) inputs[i] = tensor(task<E>().x.data() + i * E::inputs, 1);
    set<1>(net, net, x);
  }
  const float* one(std::size_t i) { return net.forward(inputs[i]).host(); }
  const float* all() { return net.forward(x).host(); }

  dlib::softmax<Logits> net;
  std::array<dlib::resizable_tensor, turns> inputs;
  dlib::resizable_tensor x = tensor(task<E>().x.data(), E::batch);
};

template <class> struct Train {
  explicit Train(float step) : rate(static_cast<double>(step)) {
    set<1>(net, net.subnet(), x);
    targets.assign(task<E>().classes.begin(), task<E>().classes.end());
  }
  void step() {
    net.compute_parameter_gradients(x, targets.begin());
    net.update_parameters(solvers, rate);
  }
  std::vector<Layer> layers() {
    std::vector<Layer> now = task<E>().layers;
    each_parameter<1>(net, now, [](const float& own, float& out) { out = own; });
    return now;
  }

  using Net = dlib::loss_multiclass_log<Logits>;
  double rate;
  Net net;
  dlib::resizable_tensor x = tensor(task<E>().x.data(), E::batch);
  std::vector<unsigned long> targets;
  std::vector<dlib::sgd> solvers{Net::num_computational_layers, dlib::sgd(0, 0)};  // no decay, no momentum
};

const bool enrolled = enrol_forward<Forward, E>("dlib") && enrol_train<Train, E>("dlib");

}  // namespace
