// dlib 19.24: nets as layer types, forward on tensors allocated once, and training by the calls of its trainer
// without the trainer's threads and bookkeeping. dlib always computes the gradient of the input.

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include <dlib/dnn.h>
#include <dlib/revision.h>

#include "workloads.hpp"

namespace {

using namespace bench;

template <Act, class Sub> struct activation;
template <class Sub> struct activation<Act::tanh, Sub> { using type = dlib::htan<Sub>; };
template <class Sub> struct activation<Act::sigmoid, Sub> { using type = dlib::sig<Sub>; };
template <class Sub> struct activation<Act::relu, Sub> { using type = dlib::relu<Sub>; };
template <class Sub> struct activation<Act::softmax, Sub> { using type = dlib::softmax<Sub>; };
template <class Sub> struct activation<Act::identity, Sub> { using type = Sub; };

/// The first L layers; `affine` is without the last activation.
template <class N, std::size_t L> struct stack {
  using affine = dlib::fc<N::sizes[L], typename stack<N, L - 1>::type>;
  using type = typename activation<N::act(L - 1), affine>::type;
};
template <class N> struct stack<N, 0> { using type = dlib::input<dlib::matrix<float>>; };

dlib::resizable_tensor tensor(const float* values, std::size_t rows, std::size_t columns) {
  dlib::resizable_tensor made(static_cast<long>(rows), static_cast<long>(columns));
  std::copy_n(values, rows * columns, made.host());
  return made;
}

/// Calls f(layer l's parameters, l) for all layers; the last fully connected layer is layer `First` in dlib's
/// numbering.
template <class N, std::size_t First> void each_layer(auto& net, auto f) {
  [&]<std::size_t... L>(std::index_sequence<L...>) {
    (f(dlib::layer<First + 2 * (N::depth - 1 - L)>(net).layer_details().get_layer_params(), L), ...);
  }
  (std::make_index_sequence<N::depth>{});
}
template <class N, std::size_t First> void set(auto& net, auto& subnet, const dlib::tensor& x) {
  const dlib::matrix<float> sample = dlib::zeros_matrix<float>(static_cast<long>(N::inputs), 1);
  dlib::resizable_tensor unused;
  net.to_tensor(&sample, &sample + 1, unused);
  subnet.forward(x);
  each_layer<N, First>(net, [](dlib::tensor& parameters, std::size_t l) {
    const Layer& given = task<N>().layers[l];
    std::ranges::copy(given.b, std::ranges::copy(given.w, parameters.host()).out);
  });
}

template <class N> struct Forward {
  Forward() {
    for (std::size_t i = 0; i < turns; ++i) inputs[i] = tensor(task<N>().x.data() + i * N::inputs, 1, N::inputs);
    set<N, N::act(N::depth - 1) == Act::identity ? 0 : 1>(net, net, x);
  }
  float* row(std::size_t i) { return inputs[i].host(); }
  const float* one(std::size_t i) { return net.forward(inputs[i]).host(); }
  const float* all() { return net.forward(x).host(); }

  typename stack<N, N::depth>::type net;
  std::array<dlib::resizable_tensor, turns> inputs;
  dlib::resizable_tensor x = tensor(task<N>().x.data(), N::batch, N::inputs);
};

template <class N> struct Train {
  // dlib's mean squared error is halved and sums over outputs.
  explicit Train(float step) : rate(static_cast<double>(N::classifies ? step : step * 2 / N::outputs)) {
    set<N, first>(net, net.subnet(), x);
    for (std::size_t s = 0; s < N::batch; ++s)
      if constexpr (N::classifies) targets.push_back(task<N>().classes[s]);
      else targets.push_back(dlib::mat(task<N>().t.data() + s * N::outputs, static_cast<long>(N::outputs), 1));
  }
  void step() {
    net.compute_parameter_gradients(x, targets.begin());
    net.update_parameters(solvers, rate);
  }
  std::vector<Layer> layers() {
    std::vector<Layer> now = task<N>().layers;
    each_layer<N, first>(net, [&](const dlib::tensor& parameters, std::size_t l) {
      const float* p = parameters.host();
      std::copy_n(p, now[l].w.size(), now[l].w.data());
      std::copy_n(p + now[l].w.size(), now[l].b.size(), now[l].b.data());
    });
    return now;
  }

  using Top = stack<N, N::depth>;
  static constexpr std::size_t first = N::classifies || N::act(N::depth - 1) == Act::identity ? 1 : 2;
  using Net =
      typename std::conditional_t<N::classifies, std::type_identity<dlib::loss_multiclass_log<typename Top::affine>>,
                                  std::type_identity<dlib::loss_mean_squared_multioutput<typename Top::type>>>::type;
  double rate;
  Net net;
  dlib::resizable_tensor x = tensor(task<N>().x.data(), N::batch, N::inputs);
  std::vector<typename Net::training_label_type> targets;
  std::vector<dlib::sgd> solvers{Net::num_computational_layers, dlib::sgd(0, 0)};  // no decay, no momentum
};

const bool enrolled = [] {
  benchmark::AddCustomContext("dlib", std::to_string(DLIB_MAJOR_VERSION) + '.' + std::to_string(DLIB_MINOR_VERSION));
  return enrol_forward<Forward, A, B, C, D, H, J>("dlib") && enrol_train<Train, A, B, C, D, H, J>("dlib");
}();

}  // namespace
