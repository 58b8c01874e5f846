// Causal convolutions with a stride: PyTorch's figures, gradients through time, blocks, streams at several places of
// their rings, the same as all steps without stride of which some are kept, shapes, names, constant expressions.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <span>
#include <type_traits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/net/tensors.hpp>
#include <sinew/sinew.hpp>

#include "../laws/layer.hpp"
#include "causal_figures.hpp"
#include "sequences.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_causal_strided)

template <class... L> using Doubles = BasicNet<double, L...>;

using Down = Doubles<Input<6, 2>, CausalConv1D<2, 5, 4, Stride<3>, Dilation<2>>>;
static_assert(std::is_same_v<Down::layer<1>::output, shape<2, 5>> && Down::parameter_count == 2 * 5 * 4 + 5);
static_assert(Down::stream_bytes == (4 * 2 + 1) * sizeof(double));  // 3·2 + 1 − 3 inputs and a place
static_assert(Down::multiply_adds == 2 * 2 * 5 * 4);
static_assert(Doubles<Input<8, 3>, CausalConv1D<3, 5, 2, Stride<2>>>::stream_bytes == 0);
static_assert(Doubles<Input<8, 3>, CausalConv1D<3, 5, 2, Stride<4>>>::stream_bytes == 0);

// ---- PyTorch

template <class... L> void all_figures(const char* name) {
  causal::figures<Doubles<L...>, 1, 1, 0>(name, "causal_strided.txt");
  causal::figures<Doubles<L...>, 2, 7, 5>(name, "causal_strided.txt");
  causal::figures<Doubles<L...>, 3, 4, 6>(name, "causal_strided.txt");
}
BOOST_AUTO_TEST_CASE(figures_of_pytorch) {
  all_figures<Input<2, 3>, CausalConv1D<3, 5, 4, Stride<2>>>("even");
  all_figures<Input<6, 2>, CausalConv1D<2, 4, 5, Stride<3>, Tanh>>("odd");
  all_figures<Input<4, 3>, CausalConv1D<3, 2, 3, GELU, Stride<2>, Dilation<5>>>("dilated");
  all_figures<Input<4, 4>, CausalConv1D<4, 6, 3, Stride<2>, Groups<2>, NoBias, ReLU>>("groups");
  all_figures<Input<8, 3>, CausalConv1D<3, 4, 2, Stride<4>, GELU>>("beyond");
  all_figures<Input<3, 2>, CausalConv1D<2, 20, 3, Stride<3>, ReLU>>("whole");
  all_figures<Input<3, 2>, CausalConv1D<2, 4, 3, Stride<1>, Groups<2>>>("dense");
  all_figures<Input<12, 2>, CausalConv1D<2, 3, 7, Stride<3>, Tanh>,
              CausalConv1D<3, 5, 2, Stride<1>, Dilation<3>, NoBias>, CausalConv1D<5, 2, 4, Stride<2>>>("encoder");
}

// ---- Without stride: all steps, of which the last of each Stride is kept

template <std::size_t T, std::size_t S, std::size_t In, std::size_t Out, std::size_t K, class... Options>
void as_kept_steps() {
  using Strided = Doubles<Input<T, In>, CausalConv1D<In, Out, K, Stride<S>, Options...>>;
  using All = Doubles<CausalConv1D<In, Out, K, Options...>>;
  auto strided = std::make_unique<Strided>();
  auto all = std::make_unique<All>();
  initialize(*strided, 3);
  std::copy_n(strided->template parameters_of<1>().data(), All::layers::parameters, all->parameters.data());
  auto draw = laws::draws(8);
  Stream<Strided> of_strided;
  Stream<All> of_all;
  double worst = 0;
  for (std::size_t t = 0; t < 30; ++t) {
    std::array<double, T * In> x;
    for (double& v : x) v = draw();
    const auto y = (*strided)(x, of_strided);
    for (std::size_t i = 0; i < T; ++i) {
      std::array<double, In> step;
      std::copy_n(x.data() + i * In, In, step.data());
      const auto of_step = (*all)(step, of_all);
      if ((i + 1) % S == 0)
        for (std::size_t o = 0; o < Out; ++o) worst = std::max(worst, std::abs(y[i / S * Out + o] - of_step[o]));
    }
  }
  BOOST_TEST(worst < 1e-13);
}
BOOST_AUTO_TEST_CASE(steps_that_are_kept) {
  as_kept_steps<2, 2, 1, 3, 5>();
  as_kept_steps<6, 3, 2, 4, 3, Dilation<4>, Tanh>();
  as_kept_steps<4, 1, 4, 4, 3, Groups<2>>();
  as_kept_steps<10, 5, 3, 2, 2, GELU>();
  as_kept_steps<12, 2, 1, 33, 25, NoBias>();
}

// ---- The laws of layers

using Encoder =
    Doubles<Input<4, 2>, CausalConv1D<2, 6, 5, Stride<2>, GELU>, CausalConv1D<6, 4, 3, Stride<1>, Groups<2>>,
            Residual<CausalConv1D<4, 4, 2, Stride<1>, Dilation<3>, Tanh>>,
            CausalConv1D<4, 5, 3, Stride<2>, NoBias, Tanh>, LastStep, LSTM<5, 3>, Dense<3, 2>>;
BOOST_AUTO_TEST_CASE(laws_hold) {
  laws::gradient(laws::make_sequences<Encoder, 3, 4>, 1);
  laws::gradient(laws::make_sequences<Encoder, 1, 6>, 2);
  laws::sinks(laws::make_sequences<Encoder, 3, 4>, 3);
  laws::no_trace(laws::make_sequences<Encoder, 3, 4>, 4);
  // A batch of single steps is one of samples. So are patches that do not overlap.
  laws::all_laws(laws::make<Encoder, 7>, 5, 16);
  laws::all_laws(laws::make<Doubles<Input<6, 3>, CausalConv1D<3, 8, 3, Stride<3>, Tanh>, Flatten, Dense<16, 2>>, 9>, 6);
}

// ---- Streams, in float

BOOST_AUTO_TEST_CASE(blocks_and_streams) {
  sequences::blocks_and_streams<
      Net<Input<4, 1>, CausalConv1D<1, 8, 7, Stride<2>, Tanh>, CausalConv1D<8, 3, 2, Stride<2>>>>();
  sequences::blocks_and_streams<
      Net<Input<3, 2>, CausalConv1D<2, 6, 9, Stride<3>, Groups<2>, Dilation<5>>, LastStep, GRU<6, 2>>>();
}
/// The state depends on nothing but the steps.
BOOST_AUTO_TEST_CASE(states_do_not_depend_on_blocks) {
  using Taps = Net<Input<4, 2>, CausalConv1D<2, 3, 8, Stride<2>>>;
  Taps net;
  std::vector<std::array<float, 8>> xs;
  sequences::draw<0>(net, 100, xs);
  std::vector<Taps::Output> ys(100);
  Stream<Taps> by_steps, by_blocks;
  for (std::size_t t = 0; t < 100; ++t) static_cast<void>(net(xs[t], by_steps));
  net(xs, ys, by_blocks);
  BOOST_TEST((by_steps == by_blocks));
  BOOST_TEST(by_steps[0][12] == 400 % 6);  // the place of the oldest
  // A position that is none is taken for 0.
  for (const float wrong : {-3.f, 6.f, 1e30f, std::numeric_limits<float>::quiet_NaN()}) {
    auto bad = by_steps, good = by_steps;
    bad[0][12] = wrong, good[0][12] = 0;
    BOOST_TEST((net(xs[0], bad) == net(xs[0], good)));
    BOOST_TEST((bad == good));
  }
}

// ---- Names, first weights, training

BOOST_AUTO_TEST_CASE(tensors_are_those_of_pytorch) {
  using Taps =
      Net<Input<4, 4>, CausalConv1D<4, 6, 3, Stride<2>, Groups<2>, Tanh>, CausalConv1D<6, 1, 1, Stride<2>, NoBias>>;
  const auto& all = tensors_of<Taps>;
  BOOST_TEST_REQUIRE(all.size() == 3u);
  BOOST_TEST((all[0].name == "0.weight" && all[1].name == "0.bias" && all[2].name == "2.weight"));
  BOOST_TEST((std::ranges::equal(all[0].extents, std::array<std::size_t, 3>{6, 2, 3})));
  Taps net;
  net.weight<1>(1, 2, 5) = 3;
  net.weight<1>({.channel = 0, .tap = 1, .out = 4}) = 2;
  net.bias<1>(5) = 4;
  BOOST_TEST((net.parameters[all[0].position(5, 1, 2)] == 3 && net.parameters[all[0].position(4, 0, 1)] == 2));
  BOOST_TEST(net.parameters[all[1].position(5)] == 4);
}
BOOST_AUTO_TEST_CASE(first_weights) {  // by the activation's initializer, for the inputs of all taps
  auto net = std::make_unique<Net<Input<2, 32>, CausalConv1D<32, 64, 3, Stride<2>, ReLU>>>();
  initialize(*net, 1);
  double squares = 0;
  for (std::size_t i = 0; i < 32 * 64 * 3; ++i) squares += double(net->parameters[i]) * net->parameters[i];
  BOOST_TEST(std::abs(squares / (32 * 64 * 3) / (2.0 / (32 * 3)) - 1) < 0.05);
}
// The mean of four inputs, two of this step and two of the one before, to the weights of least squares.
BOOST_AUTO_TEST_CASE(learns_a_mean) {
  using Mean = Net<Input<2, 1>, CausalConv1D<1, 1, 4, Stride<2>>, Flatten>;
  auto draw = laws::draws(3);
  std::vector<std::vector<std::array<float, 2>>> xs(4);
  std::vector<std::vector<std::array<float, 1>>> ts(4);
  for (std::size_t s = 0; s < 4; ++s) {
    std::array<float, 2> before{};
    for (std::size_t t = 0; t < 64; ++t) {
      const std::array<float, 2> x{float(draw()), float(draw())};
      xs[s].push_back(x);
      ts[s].push_back({(x[0] + x[1] + before[0] + before[1]) / 4});
      before = x;
    }
  }
  Mean net;
  initialize(net, 1);
  fit<4, 16>(net, DataView(xs, ts), MSE{}, Adam{.rate = 0.02}, {.epochs = 200});
  for (std::size_t k = 0; k < 4; ++k) BOOST_TEST(std::abs(net.weight<1>(0, k, 0) - 0.25f) < 1e-3f);
}

// ---- Constant expressions

constexpr bool in_constant_expressions() {
  using Tiny = Doubles<Input<2, 1>, CausalConv1D<1, 2, 3, Stride<2>, Tanh>, Flatten>;
  Tiny net;
  initialize(net, 3);
  Workspace<Tiny, 2, Mode::training, 3> w;
  Stream<Tiny, 2> stream;
  for (std::size_t r = 0; r < 6; ++r) w.x()[r] = {double(r), 1};
  net.forward(w, stream);
  for (std::size_t r = 0; r < 6; ++r) w.dy()[r] = w.y()[r];
  Tiny::Parameters gradient{};
  net.backward(w, gradient);
  Stream<Tiny> one;
  double y = 0;
  for (std::size_t t = 0; t < 3; ++t) y = net({double(2 * t), 1}, one)[0];
  const double off = y - w.y()(4, 0);
  return off < 1e-14 && off > -1e-14 && (gradient[0] > 0 || gradient[0] < 0);
}
static_assert(in_constant_expressions());

BOOST_AUTO_TEST_SUITE_END()
