// The two examples that compute by hand, against figures from outside: examples/03_forward_by_hand.cpp against PyTorch,
// and examples/04_step_by_hand.cpp against the published worked example of back-propagation (Matt Mazur, "A step by
// step backpropagation example", 2015), to half a unit of the last published digit. PyTorch's figures: reference.py
// beside this file.
#include <array>
#include <cmath>
#include <cstddef>
#include <span>

#include <boost/test/unit_test.hpp>

#include <sinew/activation/sigmoid.hpp>
#include <sinew/layer/dense.hpp>
#include <sinew/loss/mse.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/workspace.hpp>
#include <sinew/optimizer/optimizer.hpp>
#include <sinew/optimizer/sgd.hpp>
#include <sinew/data/dataset.hpp>
#include <sinew/train/fit.hpp>
#include <sinew/train/step.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(examples_by_hand)

BOOST_AUTO_TEST_CASE(forward_2_3_1) {
  using Tiny = BasicNet<double, Dense<2, 3, Sigmoid>, Dense<3, 1, Sigmoid>>;
  Tiny net;
  const double w1[2][3] = {{0.5, -0.3, 0.8}, {0.2, 0.7, -0.4}}, b1[] = {0.1, -0.2, 0.05}, w2[] = {1.2, -0.7, 0.4};
  for (std::size_t j = 0; j < 3; ++j) {
    for (std::size_t i = 0; i < 2; ++i) net.weight<0>(i, j) = w1[i][j];
    net.bias<0>(j) = b1[j];
    net.weight<1>(j, 0) = w2[j];
  }
  net.bias<1>(0) = -0.3;
  Workspace<Tiny, 1, Mode::training> w;
  w.x()[0][0] = 0.6;
  w.x()[0][1] = -1.2;
  net.forward(w);
  const double hidden[] = {0.5399148845555657, 0.22793645057321624, 0.7330201492388575};
  for (std::size_t j = 0; j < 3; ++j) BOOST_TEST(w.output<0>()(0, j) == hidden[j], boost::test_tools::tolerance(1e-15));
  BOOST_TEST(w.y()[0][0] == 0.6181139136164038, boost::test_tools::tolerance(1e-15));
  BOOST_TEST(net({0.6, -1.2})[0] == 0.6181139136164038, boost::test_tools::tolerance(1e-15));
}

// ---- 2-2-2, one step

using Small = BasicNet<double, Dense<2, 2, Sigmoid>, Dense<2, 2, Sigmoid>>;
constexpr std::array<double, 2> input{0.05, 0.10}, target{0.01, 0.99};
constexpr std::array<std::size_t, 8> place{Small::weight_index<0>(0, 0), Small::weight_index<0>(1, 0),
                                           Small::weight_index<0>(0, 1), Small::weight_index<0>(1, 1),
                                           // w1 … w8
                                           Small::weight_index<1>(0, 0), Small::weight_index<1>(1, 0),
                                           Small::weight_index<1>(0, 1), Small::weight_index<1>(1, 1)};

struct Published {
  double value, unit;  // unit of the last digit
};
constexpr std::array<Published, 8> weights_after{{{0.149780716, 1e-9},
                                                  {0.19956143, 1e-8},
                                                  {0.24975114, 1e-8},
                                                  {0.29950229, 1e-8},
                                                  {0.35891648, 1e-8},
                                                  {0.408666186, 1e-9},
                                                  {0.511301270, 1e-9},
                                                  {0.561370121, 1e-9}}};

#define TEST_PUBLISHED(computed, published, unit) \
  BOOST_TEST(std::abs((computed) - (published)) <= (unit) / 2, #computed " is " << (computed))

struct Step222 {
  Small net;
  Workspace<Small, 1, Mode::training> w;
  Optimizer<SGD, Small> optimizer{{.rate = 0.5}};
  Small::Parameters& gradient = optimizer.gradient();

  Step222() {
    const double given_weights[] = {0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55};
    for (std::size_t k = 0; k < 8; ++k) net.parameters[place[k]] = given_weights[k];
    net.bias<0>(0) = net.bias<0>(1) = 0.35;
    net.bias<1>(0) = net.bias<1>(1) = 0.60;
    for (std::size_t i = 0; i < 2; ++i) w.x()[0][i] = input[i];
  }
  double loss() { return forward_loss(net, w, std::span<const double>(target), 1, SquaredError{}); }
  /// Keeps the gradients of w_first … w_last alone: no bias moves.
  void only(std::size_t first, std::size_t last) {
    const Small::Parameters all = gradient;
    gradient.fill(0);
    for (std::size_t k = first - 1; k < last; ++k) gradient[place[k]] = all[place[k]];
  }
};

BOOST_FIXTURE_TEST_CASE(published_step, Step222) {
  TEST_PUBLISHED(loss(), 0.298371109, 1e-9);
  TEST_PUBLISHED(w.output<0>()(0, 0), 0.593269992, 1e-9);
  TEST_PUBLISHED(w.output<0>()(0, 1), 0.596884378, 1e-9);
  TEST_PUBLISHED(w.y()[0][0], 0.75136507, 1e-8);
  TEST_PUBLISHED(w.y()[0][1], 0.772928465, 1e-9);
  TEST_PUBLISHED(w.dy()[0][0], 0.74136507, 1e-8);
  net.backward(w, gradient);
  TEST_PUBLISHED(gradient[Small::bias_index<1>(0)], 0.138498562, 1e-9);  // one sample: ∂L/∂b is dz
  TEST_PUBLISHED(gradient[place[4]], 0.082167041, 1e-9);
  TEST_PUBLISHED(gradient[place[0]], 0.000438568, 1e-9);
  only(1, 8);
  optimizer.step(net);
  for (std::size_t k = 0; k < 8; ++k)
    TEST_PUBLISHED(net.parameters[place[k]], weights_after[k].value, weights_after[k].unit);
  // The error of these weights; the published one is that of the order below.
  BOOST_TEST(loss() == 0.29102777369359933, boost::test_tools::tolerance(1e-14));
}

// fit() takes the same step. Its biases move, too: which shows in the weights from the second step on.
BOOST_FIXTURE_TEST_CASE(fit_takes_that_step, Step222) {
  const std::array<std::array<double, 2>, 1> inputs{input}, targets{target};
  const History history = fit<1>(net, DataView(inputs, targets), SquaredError{}, SGD{.rate = 0.5}, {.epochs = 1});
  TEST_PUBLISHED(history.last().loss, 0.298371109, 1e-9);
  for (std::size_t k = 0; k < 8; ++k)
    TEST_PUBLISHED(net.parameters[place[k]], weights_after[k].value, weights_after[k].unit);
}

// Where the published text goes on, its figures are those of another order of updates: the output layer steps first,
// and the hidden layer's gradient comes through the new weights. So they are reached: one more use of backward without
// a forward pass before it.
BOOST_FIXTURE_TEST_CASE(published_continuation, Step222) {
  for (int step = 1; step <= 10'000; ++step) {
    loss();
    net.backward(w, gradient);
    only(5, 8);
    optimizer.step(net);
    net.backward(w, gradient);
    only(1, 4);
    optimizer.step(net);
    if (step == 1) TEST_PUBLISHED(loss(), 0.291027924, 1e-9);
  }
  loss();
  TEST_PUBLISHED(w.y()[0][0], 0.015912196, 1e-9);
  TEST_PUBLISHED(w.y()[0][1], 0.984065734, 1e-9);
}

BOOST_AUTO_TEST_SUITE_END()
