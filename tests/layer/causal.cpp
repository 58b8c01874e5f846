// Causal convolutions, gates and FiLM: PyTorch's figures, gradients through time, blocks, streams at several places
// of their rings, other layers around them, constant expressions.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/net/tensors.hpp>
#include <sinew/sinew.hpp>

#include "../laws/layer.hpp"
#include "causal_figures.hpp"
#include "sequences.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_causal)

template <class... L> using Doubles = BasicNet<double, L...>;

static_assert(Doubles<CausalConv1D<2, 5, 3, Dilation<4>>>::parameter_count == 2 * 5 * 3 + 5);
static_assert(Doubles<CausalConv1D<2, 5, 3, Dilation<4>>>::stream_bytes == (2 * 4 * 2 + 1) * sizeof(double));
static_assert(Doubles<CausalConv1D<2, 5, 1>>::stream_bytes == 0 &&
              Net<CausalConv1D<6, 3, 2, Groups<3>>>::multiply_adds == 12);

// ---- PyTorch

BOOST_AUTO_TEST_CASE(figures_of_pytorch) {
  causal::all_figures<Doubles<CausalConv1D<1, 1, 3>>>("plain");
  causal::all_figures<Doubles<CausalConv1D<2, 5, 3, Dilation<4>, Tanh>>>("dilated");
  causal::all_figures<Doubles<CausalConv1D<3, 4, 2, NoBias, ReLU, Dilation<7>>>>("no_bias");
  causal::all_figures<Doubles<CausalConv1D<4, 3, 4, GELU, Dilation<2>>>>("keeps_z");
  causal::all_figures<Doubles<CausalConv1D<4, 6, 3, Groups<2>, Tanh, Dilation<3>>>>("groups");
  causal::all_figures<Doubles<CausalConv1D<6, 3, 2, Groups<3>, NoBias>>>("groups_no_bias");
  causal::all_figures<Doubles<CausalConv1D<5, 5, 3, Groups<5>, GELU, Dilation<2>>>>("by_channel");
  causal::all_figures<Doubles<CausalConv1D<3, 4, 1, Tanh>>>("pointwise");
  causal::all_figures<Doubles<CausalConv1D<9, 18, 2, Dilation<2>>>>("wide");
}
BOOST_AUTO_TEST_CASE(figures_of_pytorch_nets) {
  causal::all_figures<Doubles<CausalConv1D<2, 4, 3, Tanh, Dilation<2>>,
                              Residual<CausalConv1D<4, 4, 2, Groups<2>, Dilation<3>, NoBias>>, CausalConv1D<4, 2, 4>>>(
      "stacked");
}
BOOST_AUTO_TEST_CASE(figures_of_pytorch_film) {
  causal::figures<Doubles<FiLM<1, 1>>, 1, 1, 0>("film_1_1");
  causal::figures<Doubles<FiLM<5, 3>>, 2, 7, 0>("film_5_3");
  causal::figures<Doubles<FiLM<18, 2>>, 3, 20, 0>("film_18_2");
}

// ---- The laws of layers

using Stacked = Doubles<Dense<2, 3, Tanh>, CausalConv1D<3, 8, 3, Dilation<2>>, Gated<Tanh, Sigmoid>,
                        CausalConv1D<4, 4, 2, Groups<2>, GELU>, CausalConv1D<4, 4, 3, Groups<4>, NoBias>, Dense<4, 2>>;
using Around = Doubles<Dense<2, 4>, Residual<Doubles<CausalConv1D<4, 6, 2>, Dense<6, 4>>>,
                       Concat<CausalConv1D<4, 3, 3>, PassThrough, LSTM<4, 2>>, LayerNorm<>, Dense<9, 2, Tanh>>;
BOOST_AUTO_TEST_CASE(gradients) {
  laws::gradient(laws::make_sequences<Stacked, 3, 4>, 1);
  laws::gradient(laws::make_sequences<Around, 5, 3>, 2);
}
BOOST_AUTO_TEST_CASE(sinks_and_memory) {
  laws::sinks(laws::make_sequences<Stacked, 3, 4>, 5);
  laws::no_trace(laws::make_sequences<Stacked, 3, 4>, 6);
  laws::no_trace(laws::make_sequences<Around, 5, 3>, 9);
}
// A batch of single steps is one of samples: each stream is by itself.
BOOST_AUTO_TEST_CASE(single_steps) { laws::all_laws(laws::make<Stacked, 7>, 9, 16); }
// The gate in rows and in lanes, of vectors and of images.
BOOST_AUTO_TEST_CASE(gates) {
  laws::all_laws(laws::make<Doubles<Dense<3, 10>, Gated<Tanh, Sigmoid>>, 7>, 11);
  laws::all_laws(laws::make<Doubles<Dense<3, 10>, GLU, Dense<5, 2>>, 19>, 12);
  laws::all_laws(laws::make<Doubles<Input<3, 4, 5>, Conv2D<6, 3>, Gated<GELU, Softplus>, Flatten, Dense<18, 2>>, 9>,
                 13);
  laws::all_laws(laws::make<Doubles<Input<6, 4, 5>, GLU, Flatten, Dense<60, 2>>, 3>, 14);
}

BOOST_AUTO_TEST_CASE(modulation) {
  laws::all_laws(laws::make<Doubles<Input<3>, Concat<Dense<3, 6, Tanh>, Dense<3, 2>>, FiLM<6, 2>, Dense<6, 2>>, 7>, 15,
                 16);
  laws::all_laws(laws::make<Doubles<FiLM<17, 9>>, 5>, 16);
  Net<FiLM<3, 2>> net;
  initialize(net, 1);
  BOOST_TEST((net({1, 2, 3, 0, 0}) == std::array<float, 3>{1, 2, 3}));  // scaled by 1, whatever W is
  net.weight<0>(1, 2) = 5;                                              // of condition 1 to the scale of x 2
  net.bias<0>(3) = 7;
  BOOST_TEST((net({1, 2, 3, 0, 0}) == std::array<float, 3>{8, 2, 3}));
}

// ---- Streams, in float

BOOST_AUTO_TEST_CASE(blocks_and_streams_of_convolutions) {
  sequences::blocks_and_streams<Net<CausalConv1D<1, 16, 3, Dilation<8>, Tanh>, CausalConv1D<16, 1, 2>>>();
  sequences::blocks_and_streams<Net<CausalConv1D<2, 7, 5>, CausalConv1D<7, 7, 3, Groups<7>, Dilation<40>>>>();
  sequences::blocks_and_streams<Net<Dense<2, 6>, Residual<CausalConv1D<6, 12, 2, Dilation<17>>, GLU>, GRU<6, 2>>>();
}
/// The state depends on nothing but the steps: equal to the bit for the values that a convolution keeps.
BOOST_AUTO_TEST_CASE(states_do_not_depend_on_blocks) {
  using Taps = Net<CausalConv1D<2, 3, 4, Dilation<5>>>;
  Taps net;
  std::vector<std::array<float, 2>> xs;
  sequences::draw<0>(net, 100, xs);
  std::vector<Taps::Output> ys(100);
  Stream<Taps> by_steps, by_blocks;
  for (std::size_t t = 0; t < 100; ++t) static_cast<void>(net(xs[t], by_steps));
  net(xs, ys, by_blocks);
  BOOST_TEST((by_steps == by_blocks));
  BOOST_TEST(by_steps[0][30] == 100 % 15);  // the place of the oldest
  // A position that is none is taken for 0.
  for (const float wrong : {-3.f, 15.f, 1e30f, std::numeric_limits<float>::quiet_NaN()}) {
    auto bad = by_steps, good = by_steps;
    bad[0][30] = wrong, good[0][30] = 0;
    BOOST_TEST(net(xs[0], bad)[0] == net(xs[0], good)[0]);
    BOOST_TEST((bad == good));
  }
}

// ---- Names, first weights

BOOST_AUTO_TEST_CASE(tensors_are_those_of_pytorch) {
  using Taps = Net<CausalConv1D<4, 6, 3, Groups<2>, Tanh>, CausalConv1D<6, 1, 1, NoBias>>;
  const auto& all = tensors_of<Taps>;
  BOOST_TEST_REQUIRE(all.size() == 3u);
  BOOST_TEST((all[0].name == "0.weight" && all[1].name == "0.bias" && all[2].name == "2.weight"));
  BOOST_TEST((std::ranges::equal(all[0].extents, std::array<std::size_t, 3>{6, 2, 3})));
  Taps net;
  net.weight<0>(1, 2, 5) = 3;
  net.weight<0>({.channel = 0, .tap = 1, .out = 4}) = 2;
  net.bias<0>(5) = 4;
  const auto at = [&](std::size_t tensor, std::size_t i, std::size_t j, std::size_t k) {
    const auto& t = all[tensor];
    return net
        .parameters[t.offset + i * t.strides[0] + (t.strides.size() > 1 ? j * t.strides[1] + k * t.strides[2] : 0)];
  };
  BOOST_TEST((at(0, 5, 1, 2) == 3 && at(0, 4, 0, 1) == 2 && at(1, 5, 0, 0) == 4));
}
BOOST_AUTO_TEST_CASE(first_weights) {  // by the activation's initializer, for the inputs of all taps
  auto net = std::make_unique<Net<CausalConv1D<32, 64, 3, ReLU>>>();
  initialize(*net, 1);
  double squares = 0;
  for (std::size_t i = 0; i < 32 * 64 * 3; ++i) squares += double(net->parameters[i]) * net->parameters[i];
  BOOST_TEST(std::abs(squares / (32 * 64 * 3) / (2.0 / (32 * 3)) - 1) < 0.05);
  for (std::size_t o = 0; o < 64; ++o) BOOST_TEST(net->bias<0>(o) == 0);
}

// ---- Constant expressions

static_assert(sequences::in_constant_expressions(
                  Doubles<CausalConv1D<1, 2, 2, Dilation<2>, Tanh>, CausalConv1D<2, 1, 3, NoBias>>{}) &&
              sequences::in_constant_expressions(
                  Doubles<CausalConv1D<1, 2, 2>, CausalConv1D<2, 4, 2, Groups<2>>, Gated<Tanh, Sigmoid>>{}));

BOOST_AUTO_TEST_SUITE_END()
