// Unroll, LastStep and ReverseSteps: the laws of layers, a window is its steps, names, constant expressions, training.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/net/tensors.hpp>
#include <sinew/report/summary.hpp>
#include <sinew/sinew.hpp>

#include "../laws/layer.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_unroll)

using Small = BasicNet<double, Unroll<4, LSTM<3, 5>, Dense<5, 2, Tanh>>, LastStep, Dense<2, 2>>;
using Mixed = BasicNet<
    double, Input<5, 4>,
    Unroll<5, Residual<LayerNorm<>, SelfAttention<4, 2, Context<3>, ALiBi>>, GRU<4, 9>, Concat<RNN<9, 2>, PassThrough>>,
    Residual<Unroll<5, Dense<11, 7, ReLU>, Dense<7, 11>>>, Flatten, Dense<55, 3>>;
using Images = BasicNet<double, Unroll<3, Input<2, 4, 4>, Conv2D<3, 3, Tanh>, Flatten, RNN<12, 4>>, LastStep>;
static_assert(std::is_same_v<Small::input, shape<4, 3>> && std::is_same_v<Small::layer<0>::output, shape<4, 2>> &&
              std::is_same_v<Small::layer<1>::output, shape<2>>);
static_assert(std::is_same_v<Images::input, shape<3, 2, 4, 4>>);
static_assert(Small::stream_bytes == 0 && Small::multiply_adds == 4 * (4 * 5 * 8 + 10) + 4);
static_assert(Small::parameter_count == 4 * 5 * (3 + 5 + 2) + 12 + 6);

BOOST_AUTO_TEST_CASE(laws_of_layers) {
  laws::all_laws(laws::make<Small, 1>, 1, 64);
  laws::all_laws(laws::make<Small, 6>, 2, 64);
  laws::all_laws(laws::make<Mixed, 3>, 3, 64);
  laws::all_laws(laws::make<Images, 5>, 4, 64);
  laws::all_laws(laws::make<BasicNet<double, Dense<2, 6>, Reshape<3, 2>, Unroll<3, LSTM<2, 2>>, LastStep>, 17>, 5, 64);
}
// Steps of one value, of as many as a pack has, and of images.
BOOST_AUTO_TEST_CASE(laws_of_reversed_steps) {
  using Reversed =
      BasicNet<double, Input<5, 3>, ReverseSteps, Unroll<5, RNN<3, 4>>, ReverseSteps, Flatten, Dense<20, 2>>;
  laws::all_laws(laws::make<Reversed, 1>, 7, 64);
  laws::all_laws(laws::make<Reversed, 6>, 8, 64);
  laws::all_laws(laws::make<BasicNet<double, Input<4, 1>, ReverseSteps, Residual<ReverseSteps>, LastStep>, 17>, 9, 64);
  laws::all_laws(laws::make<BasicNet<double, Input<3, 2, 2, 2>, ReverseSteps, Flatten, Dense<24, 2>>, 3>, 10, 64);
}
// torch.flip(x, [1]) of (samples, steps, values)
BOOST_AUTO_TEST_CASE(steps_from_the_last_to_the_first) {
  constexpr Net<Input<3, 2>, ReverseSteps> net{};
  static_assert(net({0, 1, 2, 3, 4, 5}) == std::array{4.f, 5.f, 2.f, 3.f, 0.f, 1.f});
  std::vector<std::array<float, 6>> xs(20), ys(20);
  for (std::size_t s = 0; s < 20; ++s)
    for (std::size_t i = 0; i < 6; ++i) xs[s][i] = static_cast<float>(6 * s + i);
  net(xs, ys);
  for (std::size_t s = 0; s < 20; ++s)
    for (std::size_t i = 0; i < 6; ++i) BOOST_TEST(ys[s][i] == xs[s][(2 - i / 2) * 2 + i % 2]);
}
using Dropping = BasicNet<double, Unroll<3, Dense<2, 8, Tanh>, Dropout<Ratio<1, 2>>, GRU<8, 3>>>;
BOOST_AUTO_TEST_CASE(with_draws) { laws::gradient(laws::make<Dropping, 4>, 6); }

// A window is a sequence from rest: the same parameters, step by step, give the same.
template <std::size_t Steps, class... L> void a_window_is_its_steps() {
  using Whole = BasicNet<double, Unroll<Steps, L...>>;
  using Single = BasicNet<double, L...>;
  constexpr std::size_t in = Single::input::size, out = Single::output::size;
  auto whole = std::make_unique<Whole>();
  auto single = std::make_unique<Single>();
  static_assert(Whole::parameter_count == Single::parameter_count);
  initialize(*whole, 3);
  single->parameters = whole->parameters;
  std::vector<std::array<double, Steps * in>> xs(70);
  std::vector<typename Whole::Output> ys(70);
  auto draw = laws::draws(8);
  for (auto& x : xs)
    for (double& v : x) v = draw();
  (*whole)(xs, ys);
  double worst = 0;
  for (std::size_t s = 0; s < xs.size(); ++s) {
    Stream<Single> stream;
    for (std::size_t t = 0; t < Steps; ++t) {
      std::array<double, in> x;
      std::copy_n(xs[s].data() + t * in, in, x.data());
      const auto y = (*single)(x, stream);
      for (std::size_t o = 0; o < out; ++o) worst = std::max(worst, std::abs(y[o] - ys[s][t * out + o]));
    }
  }
  BOOST_TEST(worst < 1e-14);
}
BOOST_AUTO_TEST_CASE(windows_are_their_steps) {
  a_window_is_its_steps<9, LSTM<3, 7>, Dense<7, 4, Tanh>>();
  a_window_is_its_steps<1, GRU<3, 7>>();
  a_window_is_its_steps<6, Dense<2, 8>, Residual<SelfAttention<8, 2, Context<4>>>, RNN<8, 3>>();
}

BOOST_AUTO_TEST_CASE(names) {
  using Gesture = Net<Unroll<12, LSTM<3, 8>, Dense<8, 5, Tanh>>, LastStep, Dense<5, 2, Softmax>>;
  const auto& all = tensors_of<Gesture>;
  BOOST_TEST((all[0].name == "0.0.weight_ih_l0" && all[4].name == "0.1.weight" && all[6].name == "2.weight"));
  const Summary s = summary<Gesture>();
  BOOST_TEST((s.layers[0].name == "Unroll" && s.layers[1].name == "LSTM<3, 8>" && s.layers[3].name == "LastStep"));
  BOOST_TEST((s.layers[0].output == std::vector<std::size_t>{12, 5}));
  BOOST_TEST(s.stream_bytes == 0u);
}

// Whether the ones of a window are more than the zeros, as an ordinary data set.
BOOST_AUTO_TEST_CASE(learns_windows) {
  using Counter = Net<Unroll<9, GRU<1, 6>>, LastStep, Dense<6, 2, Softmax>>;
  std::vector<std::array<float, 9>> inputs;
  std::vector<int> targets;
  for (unsigned bits = 0; bits < 512; ++bits) {
    int ones = 0;
    inputs.emplace_back();
    for (unsigned t = 0; t < 9; ++t) {
      inputs.back()[t] = float(bits >> t & 1);
      ones += int(bits >> t & 1);
    }
    targets.push_back(ones > 4);
  }
  const DataView data(inputs, targets);
  auto net = std::make_unique<Counter>();
  initialize(*net, 1);
  fit<32>(*net, data, CrossEntropy{}, Adam{.rate = 0.02}, {.epochs = 60});
  BOOST_TEST(accuracy(*net, data) > 0.99);
}

constexpr bool in_constant_expressions() {
  using Tiny = BasicNet<double, Unroll<3, LSTM<1, 2>>, LastStep>;
  Tiny net;
  initialize(net, 3);
  Workspace<Tiny, 2, Mode::training> w;
  w.x()[0] = {1, 2, 3};
  w.x()[1] = {-1, 0, 1};
  net.forward(w);
  w.dy()[0] = w.dy()[1] = {1, 1};
  Tiny::Parameters gradient{};
  net.backward(w, gradient);
  const double off = net({1, 2, 3})[0] - w.y()(0, 0);
  return off < 1e-14 && off > -1e-14 && (gradient[0] > 0 || gradient[0] < 0);
}
static_assert(in_constant_expressions());

BOOST_AUTO_TEST_SUITE_END()
