// sinew itself, used as in the README and the examples: a workspace for each batch.

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <utility>
#include <vector>

#include <sinew/sinew.hpp>
#include <sinew/layer/conv2d.hpp>
#include <sinew/layer/pooling.hpp>

#include "image_nets.hpp"
#include "workloads.hpp"

namespace {

using namespace bench;

template <Act> struct activation_of;
template <> struct activation_of<Act::tanh> { using type = sinew::Tanh; };
template <> struct activation_of<Act::sigmoid> { using type = sinew::Sigmoid; };
template <> struct activation_of<Act::relu> { using type = sinew::ReLU; };
template <> struct activation_of<Act::softmax> { using type = sinew::Softmax; };
template <> struct activation_of<Act::identity> { using type = sinew::Identity; };

template <class N, class = std::make_index_sequence<N::depth>> struct net_of;
template <class N, std::size_t... I> struct net_of<N, std::index_sequence<I...>> {
  using type = sinew::Net<sinew::Dense<N::sizes[I], N::sizes[I + 1], typename activation_of<N::act(I)>::type>...>;
};
template <> struct net_of<E> {
  using type = sinew::Net<sinew::Input<1, 28, 28>, sinew::Conv2D<8, 3, sinew::ReLU>, sinew::MaxPool2D<2>,
                          sinew::Conv2D<16, 3, sinew::ReLU>, sinew::MaxPool2D<2>, sinew::Flatten,
                          sinew::Dense<400, 10, sinew::Softmax>>;
};
template <> struct net_of<F> {
  using type = sinew::Net<sinew::Input<16, 28, 28>, sinew::DepthwiseConv2D<3, sinew::Same, sinew::ReLU>>;
};
template <> struct net_of<G> { using type = sinew::Net<sinew::Input<32, 14, 14>, sinew::Conv2D<32, 1, sinew::ReLU>>; };
template <> struct net_of<M> {
  using type = sinew::Net<sinew::Input<128, 8, 8>, sinew::Conv2D<128, 3, sinew::Same, sinew::ReLU>>;
};
template <class N> using Net = typename net_of<N>::type;

/// The parameter index of weight (i, o). For a convolution, i counts channel, row and column of the kernel.
template <class N, std::size_t Layer, class L> std::size_t weight_index(std::size_t i, std::size_t o) {
  if constexpr (requires { L::weight_index(i, o); }) return L::weight_index(i, o);
  else {
    constexpr std::size_t kernel = N::stages[N::stage_of(Layer)].kernel;
    return L::weight_index(i / (kernel * kernel), i / kernel % kernel, i % kernel, o);
  }
}
/// The index in the net of the l-th layer with parameters.
template <class N> constexpr std::size_t place(std::size_t l) { return l; }
template <> constexpr std::size_t place<E>(std::size_t l) { return l < 2 ? 2 * l + 1 : 6; }
template <> constexpr std::size_t place<F>(std::size_t) { return 1; }
template <> constexpr std::size_t place<G>(std::size_t) { return 1; }
template <> constexpr std::size_t place<M>(std::size_t) { return 1; }

/// Calls f(parameter of the net, the same parameter in `layers`) for all weights and biases.
template <class N> void each_parameter(auto& net, auto& layers, auto f) {
  sinew::simd::unroll<N::depth>([&](auto l) {
    constexpr std::size_t at = place<N>(l);
    using L = typename Net<N>::template layer<at>;
    const auto own = net.template parameters_of<at>();
    for (std::size_t o = 0; o < layers[l].out; ++o) {
      for (std::size_t i = 0; i < layers[l].in; ++i)
        f(own[weight_index<N, l, L>(i, o)], layers[l].w[i * layers[l].out + o]);
      f(own[L::bias_index(o)], layers[l].b[o]);
    }
  });
}

template <class N> struct Forward {
  Forward() {
    each_parameter<N>(net, task<N>().layers, [](float& ours, const float& given) { ours = given; });
    for (std::size_t i = 0; i < turns; ++i)
      std::copy_n(task<N>().x.data() + i * N::inputs, N::inputs, inputs[i].data());
    std::ranges::copy(task<N>().x, w.x().data);
  }
  float* row(std::size_t i) { return inputs[i].data(); }
  const float* one(std::size_t i) {
    return (new (&y) typename Net<N>::Output(net(inputs[i])))->data();  // constructed in place, as in `auto y = net(x)`
  }
  const float* all() {
    net.forward(w);
    return w.y().data;
  }

  Net<N> net;
  std::array<std::array<float, N::inputs>, turns> inputs;
  typename Net<N>::Output y;
  sinew::Workspace<Net<N>, N::batch> w;
};

template <class N> struct Train {
  explicit Train(float rate) : optimizer(sinew::SGD{.rate = static_cast<double>(rate)}) {
    each_parameter<N>(net, task<N>().layers, [](float& ours, const float& given) { ours = given; });
    std::ranges::copy(task<N>().x, w.x().data);
  }
  void step() { sinew::train_step(net, w, std::span<const float>(task<N>().t), loss, optimizer); }
  std::vector<Layer> layers() {
    std::vector<Layer> now = task<N>().layers;
    each_parameter<N>(net, now, [](const float& ours, float& out) { out = ours; });
    return now;
  }
  std::vector<float> dx() { return {w.dx().data, w.dx().data + N::batch * N::inputs}; }

  std::conditional_t<N::classifies, sinew::CrossEntropy, sinew::MSE> loss;
  Net<N> net;
  sinew::Workspace<Net<N>, N::batch, N::wants_dx ? sinew::Mode::input_gradient : sinew::Mode::training> w;
  sinew::Optimizer<sinew::SGD, Net<N>> optimizer;
};

/// The widest of the instruction sets that sinew's code depends on.
constexpr const char* instruction_set =
#if defined(__AVX512F__)
    "AVX-512";
#elif defined(__AVX2__) && defined(__FMA__)
    "AVX2+FMA";
#elif defined(__AVX2__)
    "AVX2";
#elif defined(__AVX__)
    "AVX";
#elif defined(__SSE4_2__)
    "SSE4.2";
#elif defined(__SSE2__)
    "SSE2";
#elif defined(__ARM_NEON)
    "NEON";
#elif defined(__wasm_simd128__)
    "WebAssembly SIMD";
#else
    "none";
#endif

const bool enrolled = [] {
  instruction_sets()["sinew"] = instruction_set;
  return enrol_forward<Forward>("sinew") && enrol_train<Train>("sinew") &&
         enrol_forward<Forward, E, F, G, M>("sinew") && enrol_train<Train, E, F, G, M>("sinew");
}();

}  // namespace
