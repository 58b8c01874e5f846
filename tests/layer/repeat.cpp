// Repeat: the laws of layers, the same numbers as a net that lists its layers, names, folding, constant expressions.
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/deploy/fold_batch_norm.hpp>
#include <sinew/net/tensors.hpp>
#include <sinew/report/summary.hpp>
#include <sinew/sinew.hpp>

#include "../laws/layer.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_repeat)

using Plain = BasicNet<double, Repeat<3, Dense<5, 5, Tanh>>, Dense<5, 2>>;
using Sole = BasicNet<double, Dense<3, 4>, Repeat<1, Dense<4, 6, Tanh>, Dense<6, 4>>, Repeat<2, LayerNorm<>>>;
using Even = BasicNet<double, Input<2, 6, 6>, Repeat<4, Conv2D<2, 3, Same, Tanh>>, Flatten, Dense<72, 2>>;
using Blocks = BasicNet<
    double, Input<2, 5, 4>, Conv2D<3, 3, Same, Tanh>,
    Repeat<2, Residual<Conv2D<4, 3, Same, NoBias>, BatchNorm<>, Activate<Tanh>, Conv2D<3, 1>>, Activate<Sigmoid>>,
    Repeat<2, Concat<Sequential<Conv2D<2, 1>>, Sequential<Conv2D<1, 3, Same>>>>, Flatten, Dense<60, 3>>;
using InTime = BasicNet<double, Dense<2, 4>, Repeat<3, GRU<4, 4>, Dense<4, 4, Tanh>>, Repeat<2, LSTM<4, 4>>>;
using Nested = BasicNet<double, Repeat<2, Repeat<2, Dense<4, 4, Tanh>>, Dense<4, 4>>>;
static_assert(Plain::parameter_count == 3 * 30 + 12 && Plain::multiply_adds == 3 * 25 + 10);
static_assert(std::is_same_v<Blocks::layer<3>::input, shape<3, 5, 4>>);

BOOST_AUTO_TEST_CASE(laws_of_layers) {
  laws::all_laws(laws::make<Plain, 1>, 1, 64);
  laws::all_laws(laws::make<Plain, 17>, 2, 64);
  laws::all_laws(laws::make<Sole, 6>, 3, 64);
  laws::all_laws(laws::make<Even, 3>, 4, 64);
  laws::gradient(laws::make<Blocks, 9>, 5);  // BatchNorm mixes samples
  laws::gradient(laws::make<Blocks, 16>, 6);
  laws::all_laws(laws::make<Nested, 3>, 7, 64);
}
using Dropping = BasicNet<double, Repeat<3, Dense<4, 4, Tanh>, Dropout<Ratio<1, 2>>>, Dense<4, 2>>;
BOOST_AUTO_TEST_CASE(with_draws) { laws::gradient(laws::make<Dropping, 4>, 6); }

/// Whether a net computes and learns what a net does that lists the layers one by one: bit for bit.
template <class Net, class Listed, std::size_t Batch, class LossType> void is_the_net_that_lists_its_layers() {
  auto net = std::make_unique<Net>();
  auto listed = std::make_unique<Listed>();
  initialize(*net, 3);
  initialize(*listed, 3);
  BOOST_TEST((net->parameters == listed->parameters));  // the same numbers are drawn
  std::vector<std::array<float, Net::input::size>> inputs(50);
  std::vector<int> targets(50);
  auto draw = laws::draws(8);
  for (auto& x : inputs)
    for (float& v : x) v = static_cast<float>(draw());
  for (std::size_t i = 0; i < targets.size(); ++i) targets[i] = int(i % Net::output::size);
  const DataView data(inputs, targets);
  fit<Batch>(*net, data, LossType{}, Adam{.rate = 0.01}, {.epochs = 2});
  fit<Batch>(*listed, data, LossType{}, Adam{.rate = 0.01}, {.epochs = 2});
  BOOST_TEST((net->parameters == listed->parameters));
  if constexpr (Net::layers::buffers > 0) BOOST_TEST((net->buffers == listed->buffers));
  for (const auto& x : inputs) BOOST_TEST(((*net)(x) == (*listed)(x)));
}
BOOST_AUTO_TEST_CASE(the_net_that_lists_its_layers) {
  using B = Residual<Conv2D<8, 3, Same, NoBias>, BatchNorm<>, Activate<ReLU>, Conv2D<8, 3, Same, NoBias>, BatchNorm<>>;
  using R = Activate<ReLU>;
  is_the_net_that_lists_its_layers<Net<Input<8, 6, 6>, Repeat<3, B, R>, Flatten, Dense<288, 4, Softmax>>,
                                   Net<Input<8, 6, 6>, Sequential<Sequential<B, R>, Sequential<B, R>, Sequential<B, R>>,
                                       Flatten, Dense<288, 4, Softmax>>,
                                   16, CrossEntropy>();
  is_the_net_that_lists_its_layers<Net<Dense<3, 16>, Repeat<2, Dense<16, 16, ReLU>>, Dense<16, 4, Softmax>>,
                                   Net<Dense<3, 16>, Dense<16, 16, ReLU>, Dense<16, 16, ReLU>, Dense<16, 4, Softmax>>,
                                   7, CrossEntropy>();
  // The last layer, whose activation the loss needs.
  is_the_net_that_lists_its_layers<Net<Repeat<3, Dense<4, 4, Softmax>>>,
                                   Net<Dense<4, 4, Softmax>, Dense<4, 4, Softmax>, Dense<4, 4, Softmax>>, 5,
                                   CrossEntropy>();
}

BOOST_AUTO_TEST_CASE(streams_keep_every_copy) {
  using Listed = BasicNet<double, Dense<2, 4>, GRU<4, 4>, Dense<4, 4, Tanh>, GRU<4, 4>, Dense<4, 4, Tanh>, GRU<4, 4>,
                          Dense<4, 4, Tanh>, LSTM<4, 4>, LSTM<4, 4>>;
  InTime net;
  Listed listed;
  initialize(net, 5);
  initialize(listed, 5);
  static_assert(InTime::stream_bytes == Listed::stream_bytes);
  Stream<InTime> stream;
  Stream<Listed> same;
  auto draw = laws::draws(2);
  for (int step = 0; step < 20; ++step) {
    const std::array<double, 2> x{draw(), draw()};
    const auto y = net(x, stream), z = listed(x, same);
    for (std::size_t i = 0; i < y.size(); ++i) BOOST_TEST(std::abs(y[i] - z[i]) < 1e-14);
  }
}

BOOST_AUTO_TEST_CASE(names_and_paths) {
  using Deep = Net<Dense<2, 8>, Repeat<2, Dense<8, 8>, Activate<Tanh>>, Repeat<2, Dense<8, 8>>>;
  std::vector<std::string> names;
  for (const TensorDescription& tensor : tensors_of<Deep>) names.emplace_back(tensor.name);
  BOOST_TEST((names == std::vector<std::string>{"0.weight", "0.bias", "1.0.0.weight", "1.0.0.bias", "1.1.0.weight",
                                                "1.1.0.bias", "2.0.weight", "2.0.bias", "2.1.weight", "2.1.bias"}));
  Deep net;
  net.weight<1, 1, 0>(3, 4) = 5;
  net.bias<2, 1>(7) = 6;
  BOOST_TEST(net.parameters_of<1>()[Deep::layer<1>::slice[1] + 3 * 8 + 4] == 5);
  const Summary s = summary<Deep>();
  BOOST_TEST((s.layers[1].name == "Repeat" && s.layers[2].name == "Sequential" && s.layers[3].name == "Dense<8, 8>"));
}

BOOST_AUTO_TEST_CASE(folding) {
  using F = Net<Input<2, 4, 4>, Repeat<3, Conv2D<2, 3, Same, NoBias>, BatchNorm<>, Activate<Tanh>>,
                Repeat<2, Conv2D<2, 1>, BatchNorm<>, Conv2D<2, 1>>, Repeat<2, Conv2D<2, 1>>>;
  static_assert(std::is_same_v<folded_t<F>, Net<Input<2, 4, 4>, Repeat<3, Sequential<Conv2D<2, 3, Tanh, Same>>>,
                                                Repeat<2, Conv2D<2, 1>, Conv2D<2, 1>>, Repeat<2, Conv2D<2, 1>>>>);
  F net;
  initialize(net, 2);
  auto draw = laws::draws(4);
  for (float& b : net.buffers) b = static_cast<float>(1.5 + draw() / 2);
  const auto folded = fold_batch_norm(net);
  for (int i = 0; i < 5; ++i) {
    std::array<float, 32> x;
    for (float& v : x) v = static_cast<float>(draw());
    const auto y = net(x), z = folded(x);
    for (std::size_t o = 0; o < y.size(); ++o) BOOST_TEST(std::abs(y[o] - z[o]) < 1e-5f);
  }
}

constexpr bool in_constant_expressions() {
  Nested net;
  initialize(net, 3);
  Workspace<Nested, 2, Mode::training> w;
  w.x()[0] = {1, 2, 3, 4};
  w.x()[1] = {-1, 0, 1, 0};
  net.forward(w);
  w.dy()[0] = w.dy()[1] = {1, 1, 1, 1};
  Nested::Parameters gradient{};
  net.backward(w, gradient);
  const double off = net({1, 2, 3, 4})[0] - w.y()(0, 0);
  return off < 1e-14 && off > -1e-14 && (gradient[0] > 0 || gradient[0] < 0);
}
static_assert(in_constant_expressions());

BOOST_AUTO_TEST_SUITE_END()
