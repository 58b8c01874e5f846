// Training refuses weights of 0 from which gradient descent cannot learn, and only those.
#include <array>
#include <cstddef>
#include <string>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/draws.hpp"
#include "../laws/user_layers.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(train_zero_weights)

constexpr std::size_t starts = ~std::size_t{};
/// The layer that a training of the net complains about, or `starts`.
template <class Net> std::size_t complains(const Net& net) {
  const std::size_t layer = _detail::stuck_layer(net);
  return layer < Net::depth ? layer : starts;
}
template <class... L> std::size_t new_net() { return complains(BasicNet<float, L...>{}); }
template <class... L> std::size_t initialized() {
  BasicNet<float, L...> net;
  initialize(net, 1);
  return complains(net);
}

BOOST_AUTO_TEST_CASE(what_fit_and_trainer_say) {
  BasicNet<double, Dense<2, 4, Tanh>, Dense<4, 1>> net;
  const Dataset<std::array<double, 2>, double> data{{{1, 2}, {3, 4}}, {5, 6}};
  const auto says = [](const std::string& who) {
    return [who](const initialization_error& e) {
      return e.layer == 1 &&
             std::string(e.what()) == who +
                                          ": all weights of layer 1 are 0, and from there training cannot tell its "
                                          "units apart; call initialize(net, seed) first (a layer whose initializer is "
                                          "Zeros needs another one)";
    };
  };
  BOOST_CHECK_EXCEPTION(fit<2>(net, data, MSE{}, SGD{}), initialization_error, says("fit"));
  Trainer trainer(net, SGD{});
  BOOST_CHECK_EXCEPTION(trainer.fit<2>(data, MSE{}), initialization_error, says("Trainer::fit"));
  initialize(net, 1);
  BOOST_TEST(trainer.fit<2>(data, MSE{}).epochs.size() == 1u);
}

// What the check claims, by training: units of a hidden layer that begins at 0 stay equal, with random layers too.
template <class A> bool units_stay_equal() {
  BasicNet<double, Dense<2, 4, A>, Dense<4, 1>> net;
  Optimizer<SGD, decltype(net)> optimizer{{.rate = 0.1}};
  Workspace<decltype(net), 4, Mode::training> w;
  std::array<double, 4> t{};
  auto draw = laws::draws(1);
  for (int step = 0; step < 200; ++step) {
    for (double& x : w.x().flat()) x = draw();
    for (double& v : t) v = draw();
    train_step(net, w, t, MSE{}, optimizer);
  }
  bool equal = true;
  for (std::size_t o = 1; o < 4; ++o)
    equal = equal && net.template weight<0>(0, o) == net.template weight<0>(0, 0) &&
            net.template weight<1>(o, 0) == net.template weight<1>(0, 0);
  return equal;
}
BOOST_AUTO_TEST_CASE(units_that_begin_at_0_stay_equal) {
  BOOST_TEST((units_stay_equal<Tanh>() && units_stay_equal<Sigmoid>() && units_stay_equal<ReLU>()));
  BOOST_TEST((units_stay_equal<Softplus>() && units_stay_equal<Identity>()));
}

BOOST_AUTO_TEST_CASE(a_net_that_was_never_initialized) {
  BOOST_TEST((new_net<Dense<4, 16, Tanh>, Dense<16, 8, Tanh>, Dense<8, 3, Softmax>>() == 1u));
  BOOST_TEST((new_net<Dense<4, 16, ReLU>, Dense<16, 3, Softmax>>() == 0u));
  BOOST_TEST((new_net<Dense<4, 16, ReLU>, Dropout<Ratio<1, 2>>, Dense<16, 3, Softmax>>() == 0u));
  BOOST_TEST((new_net<Dense<4, 16, Tanh>, Dropout<Ratio<1, 2>>, Dense<16, 3, Softmax>>() == 2u));
  BOOST_TEST((new_net<Dense<4, 16>, BatchNorm<>, Activate<Tanh>, Dense<16, 3>>() == 3u));
  BOOST_TEST((new_net<Dense<4, 16, Sigmoid>, mine::Gain, Dense<16, 3>>() == 2u));
  BOOST_TEST((new_net<Input<1, 8, 8>, Conv2D<4, 3, Tanh>, MaxPool2D<2>, Flatten, Dense<36, 10>>() == 4u));
  BOOST_TEST((new_net<Input<1, 8, 8>, Conv2D<4, 3, NoBias>, BatchNorm<>, Activate<SiLU>, Conv2D<4, 3>>() == 4u));
  // Nested nets and blocks
  using Inner = Sequential<Dense<4, 4, Tanh>, Dense<4, 4, Tanh>>;
  BOOST_TEST((new_net<Inner, Dense<4, 2>>() == 0u));
  BOOST_TEST((new_net<Dense<4, 4, Tanh>, Sequential<Dense<4, 4, Tanh>>>() == 1u));
  BOOST_TEST((new_net<Input<4>, Residual<Dense<4, 4, Tanh>, Dense<4, 4>>, Dense<4, 2>>() == 1u));
  BOOST_TEST((new_net<Dense<3, 4, Tanh>, Residual<Dense<4, 4, Tanh>>, Dense<4, 2>>() == 2u));
  BOOST_TEST((new_net<Input<3>, Residual<Projection<Dense<3, 4>>, Dense<3, 4, Tanh>>, Dense<4, 2>>() == 2u));
  BOOST_TEST((new_net<Input<3>, Concat<Dense<3, 4, Tanh>, Dense<3, 2, Tanh>>, Dense<6, 2>>() == 2u));
}
BOOST_AUTO_TEST_CASE(hidden_layers_of_0_in_a_net_of_other_weights) {
  BasicNet<double, Dense<2, 4, Tanh>, Dense<4, 4, Tanh>, Dense<4, 4, Tanh>, Dense<4, 1>> net;
  initialize(net, 1);
  BOOST_TEST(complains(net) == starts);
  for (double& w : net.parameters_of<1>()) w = 0;
  BOOST_TEST(complains(net) == starts);  // its gradient is not 0
  for (double& w : net.parameters_of<2>()) w = 0;
  BOOST_TEST(complains(net) == 2u);
  net.bias<1>(2) = 1;  // one unit differs from the others
  BOOST_TEST(complains(net) == starts);
  // ReLU has the derivative 0 at 0.
  BasicNet<double, Dense<2, 4, Tanh>, Dense<4, 4, ReLU>, Dense<4, 1>> dead;
  initialize(dead, 1);
  for (double& w : dead.parameters_of<1>()) w = 0;
  BOOST_TEST(complains(dead) == 1u);
  dead.bias<1>(0) = 0.1;
  BOOST_TEST(complains(dead) == starts);
}
BOOST_AUTO_TEST_CASE(what_may_start_at_0) {
  BOOST_TEST((new_net<Dense<4, 1, Sigmoid>>() == starts));  // logistic regression
  BOOST_TEST((new_net<Dense<4, 3, Softmax>>() == starts));
  BOOST_TEST((new_net<Input<1, 4, 4>, Flatten, Dropout<Ratio<1, 4>>, Dense<16, 3, Softmax>>() == starts));
  BOOST_TEST((new_net<Input<4>, BatchNorm<>, Dense<4, 1>>() == starts));
  BOOST_TEST((new_net<Dense<4, 1, Sigmoid>, Dense<1, 1>>() == starts));  // a single unit has no equal
  // Dropout makes units different whose outputs are not 0.
  BOOST_TEST((new_net<Dense<4, 8, Sigmoid>, Dropout<Ratio<1, 2>>, Dense<8, 1>>() == starts));
  BOOST_TEST((new_net<Input<4>, Residual<Dense<4, 4, Tanh>>, Dense<4, 2>>() == starts));
  BOOST_TEST((new_net<Input<3>, Concat<PassThrough, Dense<3, 2, Tanh>>, Dense<5, 2>>() == starts));
  BOOST_TEST((new_net<Input<3>, Flatten>() == starts));  // nothing to learn
  // An output layer of 0
  BOOST_TEST((initialized<Dense<4, 8, ReLU>, Dense<8, 1, Identity, Zeros>>() == starts));
  BOOST_TEST((initialized<Dense<4, 8, Tanh, Zeros>, Dense<8, 1>>() == starts));
  // The last layer of a block, and a projection beside a block of 0
  BOOST_TEST((initialized<Dense<3, 4, ReLU>, Residual<Dense<4, 4, ReLU>, Dense<4, 4, Identity, Zeros>>,
                          Residual<Dense<4, 4, ReLU>, Dense<4, 4, ReLU, Zeros>>, Dense<4, 2>>() == starts));
  BOOST_TEST(
      (initialized<Input<3>, Residual<Projection<Dense<3, 4>>, Dense<3, 4, Tanh, Zeros>>, Dense<4, 2>>() == starts));
}
BOOST_AUTO_TEST_CASE(layers_whose_initializer_is_Zeros) {
  BOOST_TEST((initialized<Dense<4, 8, ReLU, Zeros>, Dense<8, 1>>() == 0u));
  BOOST_TEST((initialized<Dense<4, 8, Tanh, Zeros>, Dense<8, 1, Identity, Zeros>>() == 1u));
}

BOOST_AUTO_TEST_SUITE_END()
