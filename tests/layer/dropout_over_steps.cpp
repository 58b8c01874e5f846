// Dropout with Variational: one mask for all steps of a stream in a block, another for the next, in both layouts and
// within other layers; laws; training.
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <type_traits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/diagnose/gradient_error.hpp>
#include <sinew/sinew.hpp>

#include "../laws/layer.hpp"
#include "in_lanes.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_dropout_over_steps)

/// What training does with ones, y, and with dy of ones, dx, of Streams sequences of Steps steps.
template <class Net, std::size_t Streams, std::size_t Steps> struct block {
  using T = typename Net::scalar;
  static constexpr std::size_t size = Net::input::size, rows = Streams * Steps;
  std::array<std::array<T, size>, rows> y{}, dx{};

  constexpr explicit block(Engine& engine) {
    Net net;
    Workspace<Net, Streams, Mode::input_gradient, Steps> w;
    for (std::size_t i = 0; i < rows * size; ++i) w.x().data[i] = w.dy().data[i] = T(1);
    net.forward(w, engine);
    typename Net::Parameters none{};
    net.backward(w, none);
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t i = 0; i < size; ++i) y[r][i] = w.y().data[r * size + i], dx[r][i] = w.dx().data[r * size + i];
  }
};

// A block of steps has the masks that a batch of its streams has without the option, in each of its steps; the next one
// has others.
template <class Net, class Plain, std::size_t Streams, std::size_t Steps> void as_a_batch_of_streams() {
  Engine engine(5), plain_engine(5);
  const auto plain = std::make_unique<block<Plain, Streams, 1>>(plain_engine);
  const auto first = std::make_unique<block<Net, Streams, Steps>>(engine);
  BOOST_TEST((engine == plain_engine));
  bool same = true;
  for (std::size_t r = 0; r < first->rows; ++r)
    same = same && first->y[r] == plain->y[r % Streams] && first->dx[r] == plain->dx[r % Streams];
  BOOST_TEST(same, Streams << " × " << Steps << ", " << first->size << " values");
  const block<Plain, Streams, 1> next_plain(plain_engine);
  const auto second = std::make_unique<block<Net, Streams, Steps>>(engine);
  same = true;
  for (std::size_t r = 0; r < first->rows; ++r) same = same && second->y[r] == next_plain.y[r % Streams];
  BOOST_TEST(same);
  std::set<std::array<typename Net::scalar, Net::input::size>> masks;
  for (std::size_t s = 0; s < Streams; ++s) masks.insert(first->y[s]), masks.insert(second->y[s]);
  BOOST_TEST(masks.size() == 2 * Streams);
}
template <class T, class In, std::size_t Streams, std::size_t Steps, template <class, class...> class Layer,
          class Probability>
void in_both_layouts() {
  using Option = Layer<Probability, Variational>;
  using None = Layer<Probability>;
  using Rows = BasicNet<T, In, Only<false>, Option, Only<false>>;
  using Lanes = BasicNet<T, In, Only<true>, Option, Only<true>>;
  using Run = _detail::pass_traits<T, Streams * Steps, 1, true, true, Steps>;
  static_assert(Rows::layers::template plan<Run>.lanes[2] == 1);
  static_assert(Lanes::layers::template plan<Run>.lanes[2] == Run::max_lanes);
  as_a_batch_of_streams<Rows, BasicNet<T, In, None>, Streams, Steps>();
  as_a_batch_of_streams<Lanes, BasicNet<T, In, None>, Streams, Steps>();
}
BOOST_AUTO_TEST_CASE(one_mask_for_all_steps) {
  in_both_layouts<float, Input<61>, 4, 7, Dropout, Ratio<3, 4>>();  // streams share blocks, with spare lanes
  in_both_layouts<double, Input<61>, 3, 5, Dropout, Ratio<1, 2>>();
  in_both_layouts<float, Input<135>, 16, 4, Dropout, Ratio<1, 5>>();  // streams fill blocks
  in_both_layouts<double, Input<135>, 1, 9, Dropout, Ratio<1, 5>>();  // steps of one stream share blocks
  in_both_layouts<float, Input<40>, 5, 1, Dropout, Ratio<1, 2>>();
  in_both_layouts<double, Input<512>, 8, 8, Dropout, Ratio<1, 2>>();  // other layers would run in micro-batches
  in_both_layouts<double, Input<40, 2, 3>, 3, 4, Dropout2D, Ratio<1, 2>>();
  in_both_layouts<float, Input<40, 3>, 2, 6, Dropout1D, Ratio<1, 4>>();
  in_both_layouts<double, Input<90>, 3, 4, AlphaDropout, Ratio<1, 4>>();
}

// The layer within others; what they make of ones tells the mask, as they are told apart by it.
template <std::size_t Streams, std::size_t Steps, class... L> void within() {
  using Net = BasicNet<double, Input<40>, L...>;
  Engine engine(3);
  Net net;
  initialize(net, 4);
  const auto w = std::make_unique<Workspace<Net, Streams, Mode::training, Steps>>();
  for (double& x : w->x().flat()) x = 1;
  std::set<std::vector<double>> masks;
  for (int i = 0; i < 2; ++i) {
    net.forward(*w, engine);
    bool same = true;
    for (std::size_t r = 0; r < Streams * Steps; ++r)
      for (std::size_t o = 0; o < Net::output::size; ++o)
        // a Dense adds up the rows of a block in one order or another
        same = same && std::abs(w->y()(r, o) - w->y()(r % Streams, o)) < 1e-14;
    BOOST_TEST(same);
    for (std::size_t s = 0; s < Streams; ++s) masks.insert({w->y()[s].begin(), w->y()[s].end()});
  }
  BOOST_TEST(masks.size() == 2 * Streams);
}
BOOST_AUTO_TEST_CASE(within_other_layers) {
  using D = Dropout<Ratio<1, 2>, Variational>;
  within<3, 6, Residual<D>>();
  within<3, 6, Sequential<Activate<Tanh>, D>, Dense<40, 3>>();
  within<3, 6, Residual<Dense<40, 40>, Sequential<D, Activate<Tanh>>>>();
  within<3, 6, Concat<D, PassThrough>>();
  within<5, 4, Concat<Sequential<Dense<40, 3>, D>, BasicNet<double, Input<40>, D>>>();
  within<8, 3, Repeat<3, D>>();
  within<3, 6, Repeat<2, Dense<40, 40, Tanh>, D>>();
  within<2, 5, Residual<Projection<D>, Dense<40, 40>>>();
}

// In Unroll the steps are those of a window, and a sample is a window, with or without steps around it.
template <std::size_t Batch, std::size_t Steps> void windows() {
  using Net = BasicNet<double, Input<4, 50>, Unroll<4, Residual<Dropout<Ratio<1, 2>, Variational>>>>;
  Engine engine(8);
  const auto all = std::make_unique<block<Net, Batch, Steps>>(engine);
  std::set<std::vector<double>> masks;
  bool same = true;
  for (const auto& y : all->y) {
    for (std::size_t t = 1; t < 4; ++t)
      for (std::size_t i = 0; i < 50; ++i) same = same && std::abs(y[t * 50 + i] - y[i]) < 1e-14;
    masks.insert({y.begin(), y.begin() + 50});
  }
  BOOST_TEST(same);
  BOOST_TEST(masks.size() == Batch * Steps);
}
BOOST_AUTO_TEST_CASE(windows_have_masks) {
  windows<1, 1>();
  windows<7, 1>();
  windows<2, 3>();
}

// 1 of mean, whatever the number of streams that draw.
BOOST_AUTO_TEST_CASE(the_mean_is_kept) {
  using Net = BasicNet<double, Input<1000>, Dropout<Ratio<1, 5>, Variational>>;
  Engine engine(1);
  double sum = 0;
  for (int i = 0; i < 8; ++i) {
    const auto all = std::make_unique<block<Net, 4, 3>>(engine);
    for (std::size_t s = 0; s < 4; ++s)
      for (const double y : all->y[s]) sum += y;
  }
  BOOST_TEST(std::abs(sum / 32'000 - 1) < 5 * std::sqrt(0.25 / 32'000));  // the variance of y is p / (1 − p)
}

using D = Dropout<Ratio<3, 10>, Variational>;
using Recurrent = BasicNet<double, Dense<2, 6, Tanh>, D, LSTM<6, 5>, D, Dense<5, 2>>;
using Wide =
    BasicNet<double, Input<3, 2, 2>, Dropout2D<Ratio<2, 5>, Variational>, Flatten,
             Residual<LayerNorm<>, D, GRU<12, 12>>, Concat<D, RNN<12, 3>>, AlphaDropout<Ratio<1, 4>, Variational>>;
template <class Net, std::size_t Streams, std::size_t Steps> void laws_over_steps(std::uint64_t seed) {
  laws::gradient(laws::make_sequences<Net, Streams, Steps>, seed);
  laws::sinks(laws::make_sequences<Net, Streams, Steps>, seed);
  laws::no_trace(laws::make_sequences<Net, Streams, Steps>, seed);
}
BOOST_AUTO_TEST_CASE(laws_hold) {
  laws_over_steps<Recurrent, 1, 5>(1);
  laws_over_steps<Recurrent, 3, 4>(2);
  laws_over_steps<Wide, 2, 3>(3);
  laws_over_steps<InLanes<Input<7>, D>, 3, 5>(4);
  laws_over_steps<InRows<Input<7>, D>, 3, 5>(5);
  laws_over_steps<BasicNet<double, Dense<2, 3>, D, Dense<3, 2>>, 4, 8>(6);
  laws::gradient(laws::make<BasicNet<double, Unroll<3, Dense<2, 8, Tanh>, D, GRU<8, 3>>>, 4>, 7);
  const auto net = std::make_unique<Recurrent>();
  BOOST_TEST(gradient_error(*net, MSE{}, 1).ok());
}

// fit draws once for each stream and block, as a loop of steps does.
BOOST_AUTO_TEST_CASE(fit_of_sequences) {
  constexpr std::size_t streams = 3, steps = 4, blocks = 5;
  using Net = BasicNet<double, Dense<1, 20>, D, GRU<20, 2>, Dense<2, 1>>;
  std::vector<std::vector<std::array<double, 1>>> xs(streams), ts(streams);
  auto draw = laws::draws(8);
  for (std::size_t s = 0; s < streams; ++s)
    for (std::size_t t = 0; t < steps * blocks; ++t) xs[s].push_back({draw()}), ts[s].push_back({draw()});
  const auto fitted = std::make_unique<Net>(), expected = std::make_unique<Net>();
  initialize(*fitted, 1);
  *expected = *fitted;
  fit<streams, steps>(*fitted, DataView(xs, ts), MSE{}, SGD{.rate = 0.1}, {.seed = 4, .shuffle = false});

  const auto w = std::make_unique<Workspace<Net, streams, Mode::training, steps>>();
  const auto optimizer = std::make_unique<Optimizer<SGD, Net>>(SGD{.rate = 0.1});
  Stream<Net, streams> stream;
  Engine engine(4);
  for (std::size_t b = 0; b < blocks; ++b) {
    std::vector<std::array<double, 1>> targets(streams * steps);
    for (std::size_t r = 0; r < streams * steps; ++r) {
      w->x()[r] = xs[r % streams][b * steps + r / streams];
      targets[r] = ts[r % streams][b * steps + r / streams];
    }
    train_step(*expected, *w, stream, targets, MSE{}, *optimizer, engine);
    for (std::size_t r = 0; r < streams * steps; ++r)
      for (std::size_t i = 0; i < 20; ++i)
        BOOST_TEST((_detail::equals(w->template output<1>()(r, i), 0.0) ==
                    _detail::equals(w->template output<1>()(r % streams, i), 0.0)));
  }
  double worst = 0;
  for (std::size_t i = 0; i < expected->parameters.size(); ++i)
    worst = std::fmax(worst, std::abs(expected->parameters[i] - fitted->parameters[i]));
  BOOST_TEST(worst < 1e-14);
}

// In a constant expression: the bits of run time.
template <class Net, std::size_t Streams, std::size_t Steps> constexpr block<Net, Streams, Steps> early(Engine engine) {
  return block<Net, Streams, Steps>(engine);
}
BOOST_AUTO_TEST_CASE(constant_expressions) {
  using Net = BasicNet<float, Input<35>, Dropout<Ratio<1, 5>, Variational>>;
  static constexpr auto constant = early<Net, 3, 4>(Engine(6));
  Engine engine(6);
  const auto late = std::make_unique<block<Net, 3, 4>>(engine);
  BOOST_TEST((constant.y == late->y && constant.dx == late->dx));
}

// Inference: y = x, and nothing is copied; in steps, too.
static_assert(Net<Input<4>, Dropout<Ratio<99, 100>, Variational>>{}({1, 2, 3, 4}) == std::array<float, 4>{1, 2, 3, 4});
static_assert(Recurrent::activation_bytes<1> ==
              BasicNet<double, Dense<2, 6, Tanh>, LSTM<6, 5>, Dense<5, 2>>::activation_bytes<1>);
static_assert(Recurrent::stream_bytes == 10 * sizeof(double));
BOOST_AUTO_TEST_CASE(inference_is_the_identity) {
  using Net = BasicNet<double, Input<5>, D, Activate<Tanh>>;
  using Plain = BasicNet<double, Input<5>, Activate<Tanh>>;
  const Net net;
  const Plain plain;
  std::vector<std::array<double, 5>> xs(12, {1, -2, 3, -4, 0.5}), ys(12), zs(12);
  Stream<Net, 3> stream;
  Stream<Plain, 3> plain_stream;
  net(xs, ys, stream);
  plain(xs, zs, plain_stream);
  BOOST_TEST((ys == zs));
}
// Layers that are not timed are compiled for one step, whatever the number of steps.
using Seven = _detail::pass_traits<double, 21, 1, true, true, 7>;
template <std::size_t J> inline constexpr std::size_t steps_of_layer = Recurrent::layers::layer_traits<Seven, J>::steps;
static_assert(steps_of_layer<0> == 1 && steps_of_layer<1> == 7 && steps_of_layer<2> == 7 && steps_of_layer<4> == 1);
static_assert(!Dropout<Ratio<1, 2>>::on<shape<4>>::timed && Dropout<Ratio<1, 2>, Variational>::on<shape<4>>::timed);

BOOST_AUTO_TEST_SUITE_END()
