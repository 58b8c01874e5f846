// Causal convolutions, gates and WaveNets: PyTorch's figures, gradients through time, blocks, streams at several places
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
#include "figures_file.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_causal)

template <class... L> using Doubles = BasicNet<double, L...>;

static_assert(Doubles<CausalConv1D<2, 5, 3, Dilation<4>>>::parameter_count == 2 * 5 * 3 + 5);
static_assert(Doubles<CausalConv1D<2, 5, 3, Dilation<4>>>::stream_bytes == (2 * 4 * 2 + 1) * sizeof(double));
static_assert(Doubles<CausalConv1D<2, 5, 1>>::stream_bytes == 0 &&
              Net<CausalConv1D<6, 3, 2, Groups<3>>>::multiply_adds == 12);

// ---- PyTorch

/// A case of the file: the streams begin where steps before the pass left them.
template <class Net, std::size_t Streams, std::size_t Steps, std::size_t Before>
void figures(const std::string& first_name) {
  const std::string name =
      first_name + "_" + std::to_string(Streams) + "_" + std::to_string(Steps) + "_" + std::to_string(Before);
  const auto& all = against::cases_of("causal.txt");
  BOOST_TEST_REQUIRE(all.count(name) == 1u, "no case " << name);
#ifndef SINEW_TEST_NO_FIGURES
  constexpr std::size_t in = Net::input::size, out = Net::output::size, rows = Streams * Steps;
  const against::entries& e = all.at(name);
  auto net = std::make_unique<Net>();
  auto w = std::make_unique<Workspace<Net, Streams, Mode::input_gradient, Steps>>();
  const auto same = [&](const char* what, std::span<const double> found, const char* key) {
    against::same(what, name, found, e.at(key));
  };
  const auto at = against::places_of<typename Net::layers>().parameters;
  BOOST_TEST_REQUIRE(e.at("parameters").size() == at.size(), name << ", parameters");
  for (std::size_t i = 0; i < at.size(); ++i) net->parameters[at[i]] = e.at("parameters")[i];
  const auto samples = [&](const char* key) {
    std::vector<std::array<double, in>> xs(e.at(key).size() / in);
    for (std::size_t i = 0; i < e.at(key).size(); ++i) xs[i / in][i % in] = e.at(key)[i];
    return xs;
  };
  const auto before = samples("before"), xs = samples("x");
  BOOST_TEST_REQUIRE((before.size() == Before * Streams && xs.size() == rows));
  std::vector<typename Net::Output> ignored(before.size()), ys(rows);
  Stream<Net, Streams> first;
  (*net)(before, ignored, first);
  w->x() = xs;
  auto stream = first;
  net->forward(*w, stream);
  same("y", w->y().flat(), "y");
  BOOST_TEST_REQUIRE(e.at("mix").size() == rows * out, name << ", mix");
  std::copy_n(e.at("mix").begin(), rows * out, w->dy().data);
  std::vector<double> gradient(net->parameters.size(), NAN), given;
  net->backward(*w, overwrite(gradient.data()));
  for (const std::size_t i : at) given.push_back(gradient[i]);
  same("dx", w->dx().flat(), "dx");
  same("dparameters", given, "dparameters");

  auto blocks = first;
  (*net)(xs, ys, blocks);
  same("y of blocks", {ys[0].data(), rows * out}, "y");
  for (std::size_t s = 0; s < Streams; ++s) {
    Stream<Net> alone;
    alone[0] = first[s];
    for (std::size_t t = 0; t < Steps; ++t) ys[t * Streams + s] = (*net)(xs[t * Streams + s], alone);
  }
  same("y of steps", {ys[0].data(), rows * out}, "y");
#endif
}
template <class Net> void all_figures(const std::string& name) {
  figures<Net, 1, 1, 0>(name);
  figures<Net, 2, 7, 5>(name);
  figures<Net, 3, 20, 30>(name);
}
BOOST_AUTO_TEST_CASE(figures_of_pytorch) {
  all_figures<Doubles<CausalConv1D<1, 1, 3>>>("plain");
  all_figures<Doubles<CausalConv1D<2, 5, 3, Dilation<4>, Tanh>>>("dilated");
  all_figures<Doubles<CausalConv1D<3, 4, 2, NoBias, ReLU, Dilation<7>>>>("no_bias");
  all_figures<Doubles<CausalConv1D<4, 3, 4, GELU, Dilation<2>>>>("keeps_z");
  all_figures<Doubles<CausalConv1D<4, 6, 3, Groups<2>, Tanh, Dilation<3>>>>("groups");
  all_figures<Doubles<CausalConv1D<6, 3, 2, Groups<3>, NoBias>>>("groups_no_bias");
  all_figures<Doubles<CausalConv1D<5, 5, 3, Groups<5>, GELU, Dilation<2>>>>("by_channel");
  all_figures<Doubles<CausalConv1D<3, 4, 1, Tanh>>>("pointwise");
  all_figures<Doubles<CausalConv1D<9, 18, 2, Dilation<2>>>>("wide");
}
BOOST_AUTO_TEST_CASE(figures_of_pytorch_nets) {
  all_figures<Doubles<CausalConv1D<2, 4, 3, Tanh, Dilation<2>>,
                      Residual<CausalConv1D<4, 4, 2, Groups<2>, Dilation<3>, NoBias>>, CausalConv1D<4, 2, 4>>>(
      "stacked");
}
using Small = WaveNet<1, WaveNetStack<3, Dilated<3, Tanh, 1, 2>, Head<2, 1, NoBias>>,
                      WaveNetStack<2, Dilated<3, Tanh, 8>, Head<1>>, HeadScale<Ratio<1, 50>>>;
using Gates =
    WaveNet<2, WaveNetStack<4, Dilated<2, Gated<Tanh, Sigmoid>, 1, 3>, Head<3>>,
            WaveNetStack<5, Dilated<3, GELU, 2>, Dilated<2, Gated<GELU, Tanh>, 1, 5>, Head<2, 4>, Bottleneck<3>>>;
using LongHead = WaveNet<1,
                         WaveNetStack<3, Bottleneck<2>, Dilated<4, LeakyReLU, 1, 3>, Dilated<6, LeakyReLU, 1>,
                                      Dilated<4, LeakyReLU, 2>, Head<1, 6>>,
                         HeadScale<Ratio<1, 2>>>;
BOOST_AUTO_TEST_CASE(figures_of_pytorch_wavenet) {
  all_figures<Doubles<Small>>("wavenet");
  all_figures<Doubles<Gates>>("gated");
  all_figures<Doubles<LongHead>>("long_head");
}

BOOST_AUTO_TEST_CASE(figures_of_pytorch_film) {
  figures<Doubles<FiLM<1, 1>>, 1, 1, 0>("film_1_1");
  figures<Doubles<FiLM<5, 3>>, 2, 7, 0>("film_5_3");
  figures<Doubles<FiLM<18, 2>>, 3, 20, 0>("film_18_2");
}

// ---- The laws of layers

using Stacked = Doubles<Dense<2, 3, Tanh>, CausalConv1D<3, 8, 3, Dilation<2>>, Gated<Tanh, Sigmoid>,
                        CausalConv1D<4, 4, 2, Groups<2>, GELU>, CausalConv1D<4, 4, 3, Groups<4>, NoBias>, Dense<4, 2>>;
using Around = Doubles<Dense<2, 4>, Residual<Doubles<CausalConv1D<4, 6, 2>, Dense<6, 4>>>,
                       Concat<CausalConv1D<4, 3, 3>, PassThrough, LSTM<4, 2>>, LayerNorm<>, Dense<9, 2, Tanh>>;
using Nested = Doubles<Dense<2, 1, Tanh>, Concat<Small, PassThrough>, Residual<Gates>, Dense<2, 2>>;
BOOST_AUTO_TEST_CASE(gradients) {
  laws::gradient(laws::make_sequences<Stacked, 3, 4>, 1);
  laws::gradient(laws::make_sequences<Around, 5, 3>, 2);
  laws::gradient(laws::make_sequences<Nested, 2, 6>, 3);
  laws::gradient(laws::make_sequences<Doubles<Gates>, 3, 4>, 4);
  laws::gradient(laws::make_sequences<Doubles<LongHead>, 1, 9>, 5);
}
BOOST_AUTO_TEST_CASE(sinks_and_memory) {
  laws::sinks(laws::make_sequences<Stacked, 3, 4>, 5);
  laws::no_trace(laws::make_sequences<Stacked, 3, 4>, 6);
  laws::sinks(laws::make_sequences<Nested, 2, 6>, 7);
  laws::no_trace(laws::make_sequences<Nested, 2, 6>, 8);
  laws::no_trace(laws::make_sequences<Around, 5, 3>, 9);
}
// A batch of single steps is one of samples: each stream is by itself.
BOOST_AUTO_TEST_CASE(single_steps) {
  laws::all_laws(laws::make<Stacked, 7>, 9, 16);
  laws::all_laws(laws::make<Doubles<Gates>, 5>, 10, 32);
}
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

template <class Net> void draw(Net& net, std::size_t count, std::vector<std::array<float, Net::input::size>>& xs) {
  Engine engine(17);
  initialize(net, 5);
  for (float& p : net.parameters)
    if (p == 0) p = uniform<float>(engine, -0.1f, 0.1f);  // biases; padding is not read
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
// Sums of some values around 1, in another order, through a few layers.
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
  for (int round = 0; round < 10; ++round) {
    stream = Stream<Net>();
    for (std::size_t at = 0; at < 300;) {
      const std::size_t count = std::min<std::size_t>(uniform_index(engine, 90), 300 - at);
      net(std::span(xs).subspan(at, count), std::span(ys).subspan(at, count), stream);
      at += count;
    }
    BOOST_TEST(worst_difference(ys, expected) < rounding);
  }

  // Streams 0, 1 and 2 get steps 0–99, 100–199 and 200–299; stream 1 was reset 7 steps before, stream 2 never.
  Stream<Net, 3> three;
  std::vector<std::array<float, Net::input::size>> mixed(300);
  std::vector<typename Net::Output> ignored(33);
  net(std::span(xs).first(33), ignored, three);  // 11 steps of each
  three.reset(0);
  three.reset(1);
  net(std::span(xs).first(21), std::span(ignored).first(21), three);
  three.reset(0);
  for (std::size_t i = 0; i < 300; ++i) mixed[i % 100 * 3 + i / 100] = xs[i];
  net(mixed, ys, three);
  for (std::size_t s = 0; s < 3; ++s) {
    std::vector<typename Net::Output> alone(100), mine(100);
    stream.reset();
    const auto step = [&](std::size_t row) { static_cast<void>(net(xs[row], stream)); };
    if (s == 2)
      for (std::size_t t = 0; t < 11; ++t) step(3 * t + s);
    if (s > 0)
      for (std::size_t t = 0; t < 7; ++t) step(3 * t + s);
    for (std::size_t t = 0; t < 100; ++t) alone[t] = net(xs[s * 100 + t], stream);
    for (std::size_t t = 0; t < 100; ++t) mine[t] = ys[t * 3 + s];
    BOOST_TEST(worst_difference(alone, mine) < rounding, "stream " << s);
  }
  // Stream 1 goes on beside fifteen others, in a workspace for training.
  auto w = std::make_unique<Workspace<Net, 16, Mode::training, 2>>();
  auto many = std::make_unique<Stream<Net, 16>>();
  Stream<Net> one;
  (*many)[9] = one[0] = three[1];
  for (std::size_t r = 0; r < 32; ++r) w->x()[r] = xs[r];
  net.forward(*w, *many);
  std::vector<typename Net::Output> next(2), found(2);
  for (std::size_t t = 0; t < 2; ++t) {
    next[t] = net(xs[t * 16 + 9], one);
    for (std::size_t o = 0; o < Net::output::size; ++o) found[t][o] = w->y()(t * 16 + 9, o);
  }
  BOOST_TEST(worst_difference(next, found) < rounding);
}
BOOST_AUTO_TEST_CASE(blocks_and_streams_of_convolutions) {
  blocks_and_streams<Net<CausalConv1D<1, 16, 3, Dilation<8>, Tanh>, CausalConv1D<16, 1, 2>>>();
  blocks_and_streams<Net<CausalConv1D<2, 7, 5>, CausalConv1D<7, 7, 3, Groups<7>, Dilation<40>>>>();
  blocks_and_streams<Net<Dense<2, 6>, Residual<CausalConv1D<6, 12, 2, Dilation<17>>, GLU>, GRU<6, 2>>>();
}
BOOST_AUTO_TEST_CASE(blocks_and_streams_of_wavenets) {
  blocks_and_streams<Net<Small>>();
  blocks_and_streams<Net<Gates>>();
  blocks_and_streams<Net<WaveNet<1, WaveNetStack<16, Dilated<3, Tanh, 1, 2, 64>, Head<8, 1, NoBias>>,
                                 WaveNetStack<8, Dilated<3, Tanh, 1, 31>, Head<1, 5>>>>>();
}
/// The state depends on nothing but the steps: equal to the bit for the values that a convolution keeps.
BOOST_AUTO_TEST_CASE(states_do_not_depend_on_blocks) {
  using Taps = Net<CausalConv1D<2, 3, 4, Dilation<5>>>;
  Taps net;
  std::vector<std::array<float, 2>> xs;
  draw(net, 100, xs);
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
BOOST_AUTO_TEST_CASE(tensors_of_a_wavenet) {
  const auto& all = tensors_of<Net<Small>>;
  const char* const names[]{"_rechannel.weight",          "_layers.0._conv.weight",
                            "_layers.0._conv.bias",       "_layers.0._input_mixer.weight",
                            "_layers.0._layer1x1.weight", "_layers.0._layer1x1.bias",
                            "_layers.1._conv.weight"};
  BOOST_TEST_REQUIRE(all.size() == 20u);
  for (std::size_t i = 0; i < std::size(names); ++i)
    BOOST_TEST(all[i].name == std::string("0._layer_arrays.0.") + names[i]);
  BOOST_TEST(all[11].name == "0._layer_arrays.0._head_rechannel.weight");
  BOOST_TEST(all[19].name == "0._layer_arrays.1._head_rechannel.bias");
  const auto& in_runs = tensors_of<Net<LongHead>>;
  BOOST_TEST(in_runs[1 + 5 * 3].name == "0._layer_arrays.0._layers.3._conv.weight");
  Net<Small> net;
  net.weight<0, 1, 1, 0, 0>(1, 2, 0) = 5;  // stack 1, its first Dilated, layer 0, convolution
  BOOST_TEST(net.parameters[all[13].offset + all[13].strides[1] + 2 * all[13].strides[2]] == 5);
}
BOOST_AUTO_TEST_CASE(first_weights) {  // by the activation's initializer, for the inputs of all taps
  auto net = std::make_unique<Net<CausalConv1D<32, 64, 3, ReLU>>>();
  initialize(*net, 1);
  double squares = 0;
  for (std::size_t i = 0; i < 32 * 64 * 3; ++i) squares += double(net->parameters[i]) * net->parameters[i];
  BOOST_TEST(std::abs(squares / (32 * 64 * 3) / (2.0 / (32 * 3)) - 1) < 0.05);
  for (std::size_t o = 0; o < 64; ++o) BOOST_TEST(net->bias<0>(o) == 0);
}

// ---- Large nets

BOOST_AUTO_TEST_CASE(a_hundred_layers) {
  using Deep = Net<WaveNet<
      1, WaveNetStack<4,
                      Dilated<2, Tanh, 1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32,
                              1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32, 1, 2, 4,
                              8, 16, 32, 1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32,
                              1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32, 1, 2, 4,
                              8, 16, 32, 1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32, 1, 2>,
                      Head<1>>>>;
  static_assert(Deep::parameter_count == 4 + 128 * (4 * 4 * 2 + 4 + 4 + 4 * 4 + 4) + 5);
  BOOST_TEST(tensors_of<Deep>.size() == 1u + 128 * 5 + 2);
  auto net = std::make_unique<Deep>();
  initialize(*net, 1);
  auto stream = std::make_unique<Stream<Deep>>();
  std::vector<std::array<float, 1>> xs(100, {0.5f}), ys(100);
  (*net)(xs, ys, *stream);
  BOOST_TEST((std::isfinite(ys[99][0]) && ys[99][0] != ys[0][0]));
}

// ---- Constant expressions

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
  return of(Doubles<CausalConv1D<1, 2, 2, Dilation<2>, Tanh>, CausalConv1D<2, 1, 3, NoBias>>{}) &&
         of(Doubles<CausalConv1D<1, 2, 2>, CausalConv1D<2, 4, 2, Groups<2>>, Gated<Tanh, Sigmoid>>{}) &&
         of(Doubles<WaveNet<1, WaveNetStack<2, Dilated<2, Gated<Tanh, Sigmoid>, 1, 2>, Head<1, 2>>>>{});
}
static_assert(in_constant_expressions());

BOOST_AUTO_TEST_SUITE_END()
