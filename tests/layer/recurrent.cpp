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
#include "figures_file.hpp"

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

/// A sequence of the file: y, the state after it and all gradients of a training pass; y and the state of inference in
/// one workspace, and of blocks on the stack.
template <class Net, std::size_t Streams, std::size_t Steps> void figures(const std::string& name) {
  const auto& all = against::cases_of("recurrent.txt");
  BOOST_TEST_REQUIRE(all.count(name) == 1u, "no case " << name);
#ifndef SINEW_TEST_NO_FIGURES
  constexpr std::size_t in = Net::input::size, out = Net::output::size, rows = Streams * Steps;
  const against::entries& e = all.at(name);
  auto net = std::make_unique<Net>();
  auto w = std::make_unique<Workspace<Net, Streams, Mode::input_gradient, Steps>>();
  Stream<Net, Streams> first;
  const auto read = [&](const char* key, double* to, std::size_t count) {
    BOOST_TEST_REQUIRE(e.at(key).size() == count, name << ", " << key);
    std::copy_n(e.at(key).begin(), count, to);
  };
  const auto same = [&](const char* what, std::span<const double> found, const char* key) {
    against::same(what, name, found, e.at(key));
  };
  read("parameters", net->parameters.data(), Net::parameter_count);
  read("first", first[0].data(), Streams * first.values);
  read("x", w->x().data, rows * in);
  auto stream = first;
  net->forward(*w, stream);
  same("y", w->y().flat(), "y");
  same("state", {stream[0].data(), Streams * stream.values}, "last");
  read("mix", w->dy().data, rows * out);
  std::vector<double> gradient(net->parameters.size(), NAN);
  net->backward(*w, overwrite(gradient.data()));
  same("dx", w->dx().flat(), "dx");
  same("dparameters", std::span<const double>(gradient).first(Net::parameter_count), "dparameters");

  auto inference = std::make_unique<Workspace<Net, Streams, Mode::inference, Steps>>();
  inference->x() = w->x();
  stream = first;
  net->forward(*inference, stream);
  same("y of inference", inference->y().flat(), "y");
  same("state of inference", {stream[0].data(), Streams * stream.values}, "last");
  std::vector<std::array<double, in>> xs(rows);
  std::vector<typename Net::Output> ys(rows);
  for (std::size_t r = 0; r < rows; ++r) xs[r] = w->x()[r];
  stream = first;
  (*net)(xs, ys, stream);
  same("y of blocks", {ys[0].data(), rows * out}, "y");
  same("state of blocks", {stream[0].data(), Streams * stream.values}, "last");
#endif
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

template <class Net> void draw(Net& net, std::size_t count, std::vector<std::array<float, Net::input::size>>& xs) {
  Engine engine(17);
  initialize(net, 5);
  xs.resize(count);
  for (auto& x : xs)
    for (float& v : x) v = normal<float>(engine, 0.f, 1.f);
}
template <class Y> double worst_difference(const std::vector<Y>& a, const std::vector<Y>& b) {
  double worst = a.size() == b.size() ? 0 : HUGE_VAL;
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i)
    for (std::size_t o = 0; o < a[i].size(); ++o) {
      const double off = std::abs(double(a[i][o]) - double(b[i][o]));
      worst = off > worst || std::isnan(off) ? off : worst;
    }
  return worst;
}
// Units in the last place of 1, in which each step adds a few to what the steps before have.
constexpr double rounding = 64 * 1.2e-7;

/// Blocks of each length, and cut at random, are their steps; several streams are each alone.
template <class Net> void blocks_and_streams() {
  auto owner = std::make_unique<Net>();
  Net& net = *owner;
  std::vector<std::array<float, Net::input::size>> xs;
  draw(net, 300, xs);
  std::vector<typename Net::Output> expected(300), ys(300);
  Stream<Net> stream;
  for (std::size_t i = 0; i < 300; ++i) expected[i] = net(xs[i], stream);
  for (std::size_t n = 1; n <= 300; ++n) {
    stream.reset();
    for (std::size_t at = 0; at < 300; at += n) {
      const std::size_t count = std::min(n, 300 - at);
      net(std::span(xs).subspan(at, count), std::span(ys).subspan(at, count), stream);
    }
    BOOST_TEST(worst_difference(ys, expected) < rounding, "blocks of " << n);
  }
  Engine engine(3);
  stream = Stream<Net>();
  for (std::size_t at = 0; at < 300;) {
    const std::size_t count = std::min<std::size_t>(uniform_index(engine, 90), 300 - at);
    net(std::span(xs).subspan(at, count), std::span(ys).subspan(at, count), stream);
    at += count;
  }
  BOOST_TEST(worst_difference(ys, expected) < rounding);

  // Streams 0, 1 and 2 get steps 0–99, 100–199 and 200–299.
  Stream<Net, 3> three;
  std::vector<std::array<float, Net::input::size>> mixed(300);
  for (std::size_t i = 0; i < 300; ++i) mixed[i % 100 * 3 + i / 100] = xs[i];
  net(mixed, ys, three);
  for (std::size_t s = 0; s < 3; ++s) {
    std::vector<typename Net::Output> alone(100), mine(100);
    stream.reset();
    net(std::span(xs).subspan(s * 100, 100), alone, stream);
    for (std::size_t t = 0; t < 100; ++t) mine[t] = ys[t * 3 + s];
    BOOST_TEST(worst_difference(alone, mine) < rounding, "stream " << s);
  }
  // Stream 1 goes on beside fifteen others, in a workspace for training.
  auto w = std::make_unique<Workspace<Net, 16, Mode::training, 2>>();
  Stream<Net, 16> many;
  Stream<Net> one;
  many[9] = one[0] = three[1];
  for (std::size_t r = 0; r < 32; ++r) w->x()[r] = xs[r];
  net.forward(*w, many);
  alignas(64) std::vector<typename Net::Output> next(2), found(2);
  for (std::size_t t = 0; t < 2; ++t) {
    next[t] = net(xs[t * 16 + 9], one);
    found[t] = w->y()[t * 16 + 9];
  }
  BOOST_TEST(worst_difference(next, found) < rounding);
}
BOOST_AUTO_TEST_CASE(blocks_and_streams_lstm) {
  blocks_and_streams<Net<LSTM<1, 20>, Dense<20, 1>>>();
  blocks_and_streams<Net<LSTM<3, 7>>>();
}
BOOST_AUTO_TEST_CASE(blocks_and_streams_gru) {
  blocks_and_streams<Net<GRU<1, 16>, Dense<16, 1>>>();
  blocks_and_streams<Net<GRU<2, 35, ResetBefore>>>();
}
BOOST_AUTO_TEST_CASE(blocks_and_streams_rnn) {
  blocks_and_streams<Net<Dense<2, 9, ReLU>, RNN<9, 33>, Residual<LSTM<33, 33>>, GRU<33, 2>>>();
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

constexpr bool in_constant_expressions() {
  const auto of = []<class Net>(Net net) {
    initialize(net, 3);
    Workspace<Net, 2, Mode::training, 3> w;
    Stream<Net, 2> stream;
    for (std::size_t r = 0; r < 6; ++r) w.x()[r] = {double(r) / 4};
    net.forward(w, stream);
    for (std::size_t r = 0; r < 6; ++r) w.dy()[r] = w.y()[r];
    typename Net::Parameters gradient{};
    net.backward(w, gradient);
    Stream<Net> one;
    double y = 0, sum = 0;
    for (std::size_t t = 0; t < 3; ++t) y = net({double(2 * t) / 4}, one)[0];
    for (const double g : gradient) sum += g;
    const double off = y - w.y()(4, 0);
    return off < 1e-14 && off > -1e-14 && sum > -100 && sum < 100;
  };
  return of(BasicNet<double, LSTM<1, 2>>{}) && of(BasicNet<double, GRU<1, 3>>{}) &&
         of(BasicNet<double, GRU<1, 2, ResetBefore>>{}) && of(BasicNet<double, RNN<1, 2>>{});
}
static_assert(in_constant_expressions());

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
