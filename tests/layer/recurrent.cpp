// RNN, GRU and LSTM: PyTorch's figures, gradients through time, blocks, streams, other layers around them, constant
// expressions, streams that fade out.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
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
#include "sequences.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_recurrent)

template <std::size_t In, std::size_t H> using Long = BasicNet<double, LSTM<In, H>>;
template <std::size_t In, std::size_t H> using Gated = BasicNet<double, GRU<In, H>>;
template <std::size_t In, std::size_t H> using Before = BasicNet<double, GRU<In, H, ResetBefore>>;
template <std::size_t In, std::size_t H, class Act = Tanh> using Simple = BasicNet<double, RNN<In, H, Act>>;

static_assert(Long<2, 3>::parameter_count == 4 * 3 * (2 + 3 + 2) && Long<2, 3>::stream_bytes == 6 * sizeof(double));
static_assert(Gated<2, 3>::parameter_count == 3 * 3 * (2 + 3 + 2) && Gated<2, 3>::multiply_adds == 9 * 5);
static_assert(Simple<2, 3>::parameter_count == 3 * (2 + 3 + 2) && Stream<Simple<2, 3>>::values == 3);
static_assert(Long<2, 3>::layers::state_values == 6 && !Long<2, 3>::layers::samplewise);
static_assert(std::is_same_v<GRU<2, 3>, GRU<2, 3, ResetAfter>>);

// ---- PyTorch

template <class Net, std::size_t Streams, std::size_t Steps> void figures(const std::string& name) {
  sequences::figures<Net, Streams, Steps>("recurrent.txt", name);
}
BOOST_AUTO_TEST_CASE(figures_of_pytorch_lstm) {
  figures<Long<1, 1>, 2, 10>("lstm_1_1_2_10");
  figures<Long<2, 3>, 1, 7>("lstm_2_3_1_7");
  figures<Long<3, 5>, 3, 4>("lstm_3_5_3_4");
  figures<Long<1, 8>, 2, 3>("lstm_1_8_2_3");
  figures<Long<2, 6>, 5, 2>("lstm_2_6_5_2");
  figures<Long<1, 11>, 1, 1>("lstm_1_11_1_1");
  figures<Long<2, 3>, 4, 9>("lstm_2_3_4_9");
}
BOOST_AUTO_TEST_CASE(figures_of_pytorch_gru) {
  figures<Gated<1, 1>, 2, 10>("gru_1_1_2_10");
  figures<Gated<2, 3>, 1, 7>("gru_2_3_1_7");
  figures<Gated<3, 5>, 3, 4>("gru_3_5_3_4");
  figures<Gated<1, 8>, 2, 3>("gru_1_8_2_3");
  figures<Gated<2, 6>, 5, 2>("gru_2_6_5_2");
  figures<Gated<1, 11>, 1, 1>("gru_1_11_1_1");
  figures<Gated<2, 3>, 4, 9>("gru_2_3_4_9");
}
BOOST_AUTO_TEST_CASE(figures_of_pytorch_gru_that_resets_before) {
  figures<Before<1, 1>, 2, 10>("gru_before_1_1_2_10");
  figures<Before<2, 3>, 1, 7>("gru_before_2_3_1_7");
  figures<Before<3, 5>, 3, 4>("gru_before_3_5_3_4");
  figures<Before<1, 8>, 2, 3>("gru_before_1_8_2_3");
  figures<Before<2, 6>, 5, 2>("gru_before_2_6_5_2");
  figures<Before<1, 11>, 1, 1>("gru_before_1_11_1_1");
  figures<Before<2, 3>, 4, 9>("gru_before_2_3_4_9");
}
BOOST_AUTO_TEST_CASE(figures_of_pytorch_rnn) {
  figures<Simple<1, 1>, 2, 10>("rnn_tanh_1_1_2_10");
  figures<Simple<2, 3, ReLU>, 1, 7>("rnn_relu_2_3_1_7");
  figures<Simple<3, 5>, 3, 4>("rnn_tanh_3_5_3_4");
  figures<Simple<1, 8>, 2, 3>("rnn_tanh_1_8_2_3");
  figures<Simple<2, 6, ReLU>, 5, 2>("rnn_relu_2_6_5_2");
  figures<Simple<1, 11>, 1, 1>("rnn_tanh_1_11_1_1");
  figures<Simple<2, 3, ReLU>, 4, 9>("rnn_relu_2_3_4_9");
}

// ---- The laws of layers

using Stacked = BasicNet<double, Dense<2, 3, Tanh>, LSTM<3, 5>, GRU<5, 4>, RNN<4, 3, Sigmoid>, Dense<3, 2>>;
using Around = BasicNet<double, Dense<2, 4>, Residual<BasicNet<double, LSTM<4, 6>, Dense<6, 4>>>,
                        Concat<GRU<4, 3, ResetBefore>, PassThrough, RNN<4, 2>>, LayerNorm<>, Dense<9, 2, Tanh>>;
BOOST_AUTO_TEST_CASE(gradients) {
  laws::gradient(laws::make_sequences<Stacked, 3, 4>, 1);
  laws::gradient(laws::make_sequences<Around, 5, 3>, 2);
  laws::gradient(laws::make_sequences<Long<3, 9>, 4, 5>, 3);
  laws::gradient(laws::make_sequences<Before<3, 9>, 4, 5>, 4);
}
BOOST_AUTO_TEST_CASE(sinks_and_memory) {
  laws::sinks(laws::make_sequences<Stacked, 3, 4>, 5);
  laws::no_trace(laws::make_sequences<Stacked, 3, 4>, 6);
  laws::sinks(laws::make_sequences<Around, 5, 3>, 7);
  laws::no_trace(laws::make_sequences<Around, 5, 3>, 8);
}
// A batch of single steps is one of samples: each stream is by itself.
BOOST_AUTO_TEST_CASE(single_steps) { laws::all_laws(laws::make<Stacked, 7>, 9, 16); }

// ---- Streams, in float

BOOST_AUTO_TEST_CASE(blocks_and_streams_lstm) {
  sequences::blocks_and_streams<Net<LSTM<1, 20>, Dense<20, 1>>>();
  sequences::blocks_and_streams<Net<LSTM<3, 7>>>();
}
BOOST_AUTO_TEST_CASE(blocks_and_streams_gru) {
  sequences::blocks_and_streams<Net<GRU<1, 16>, Dense<16, 1>>>();
  sequences::blocks_and_streams<Net<GRU<2, 35, ResetBefore>>>();
}
BOOST_AUTO_TEST_CASE(blocks_and_streams_rnn) {
  sequences::blocks_and_streams<Net<Dense<2, 9, ReLU>, RNN<9, 33>, Residual<LSTM<33, 33>>, GRU<33, 2>>>();
}

// ---- Names, first weights, other ways to run a net

BOOST_AUTO_TEST_CASE(tensors_are_those_of_pytorch) {
  using Amp = Net<LSTM<2, 3>, Dense<3, 1>>;
  const auto& all = tensors_of<Amp>;
  BOOST_TEST((all[0].name == "0.weight_ih_l0" && all[1].name == "0.weight_hh_l0" && all[2].name == "0.bias_ih_l0" &&
              all[3].name == "0.bias_hh_l0" && all[4].name == "1.weight"));
  BOOST_TEST((std::ranges::equal(all[0].extents, std::array<std::size_t, 2>{12, 2}) &&
              std::ranges::equal(all[1].extents, std::array<std::size_t, 2>{12, 3})));
}
BOOST_AUTO_TEST_CASE(first_weights) {  // uniform in ±1/√H: variance 1 / (3·H)
  auto net = std::make_unique<Net<LSTM<8, 64>>>();
  initialize(*net, 1);
  double sum = 0, squares = 0, most = 0;
  for (const float p : net->parameters) {
    sum += p, squares += double(p) * p;
    most = std::max(most, std::abs(double(p)));
  }
  const double n = double(net->parameters.size());
  BOOST_TEST((most <= 0.125 && most > 0.1249));
  BOOST_TEST(std::abs(sum / n) < 0.001);
  BOOST_TEST(std::abs(squares / n * 3 * 64 - 1) < 0.02);
}
BOOST_AUTO_TEST_CASE(behind_one_type) {  // each call is a step from rest
  using Amp = Net<LSTM<2, 20>, Dense<20, 1>>;
  Amp net;
  initialize(net, 1);
  AnyNet<2, 1, 16384> any = net;
  const std::array<float, 2> x{0.5f, -1};
  BOOST_TEST(any(x)[0] == net(x)[0]);
  Stream<Amp> stream;
  BOOST_TEST(net(x, stream)[0] == net(x)[0]);
}

static_assert(sequences::in_constant_expressions(BasicNet<double, LSTM<1, 2>>{}) &&
              sequences::in_constant_expressions(BasicNet<double, GRU<1, 3>>{}) &&
              sequences::in_constant_expressions(BasicNet<double, GRU<1, 2, ResetBefore>>{}) &&
              sequences::in_constant_expressions(BasicNet<double, RNN<1, 2>>{}));

// A stream that fades out ends in 0, not in numbers below the normal ones, which processors are slow with. All weights
// are 0, so that half of c, or of h, stays in each step.
template <class Net> std::size_t subnormals_of_fading() {
  const auto net = std::make_unique<Net>();
  Stream<Net> stream;
  for (float& v : stream[0]) v = 0.5f;
  std::size_t subnormals = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto y = (*net)({0.f}, stream);
    for (const float v : y) subnormals += std::fpclassify(v) == FP_SUBNORMAL;
    for (const float v : std::as_const(stream)[0]) subnormals += std::fpclassify(v) == FP_SUBNORMAL;
  }
  for (const float v : stream[0]) BOOST_TEST(v == 0);
  return subnormals;
}
BOOST_AUTO_TEST_CASE(streams_that_fade_out) {
  BOOST_TEST((subnormals_of_fading<Net<GRU<1, 16>>>() == 0));
  BOOST_TEST((subnormals_of_fading<Net<GRU<1, 16, ResetBefore>>>() == 0));
  BOOST_TEST((subnormals_of_fading<Net<RNN<1, 16, ReLU>>>() == 0));
  // h is half of tanh(c): below the normal numbers in one step, before c is 0
  BOOST_TEST((subnormals_of_fading<Net<LSTM<1, 16>>>() == 2 * 16));
}

BOOST_AUTO_TEST_SUITE_END()
