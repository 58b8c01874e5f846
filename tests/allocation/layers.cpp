// Inference, streams and training steps of every layer ask for no memory.
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../realtime/nets.hpp"
#include "hooks.hpp"

using namespace sinew;

namespace {

/// A net and all the memory of its passes, made once.
template <class Net> struct memory {
  using T = typename Net::scalar;
  static constexpr std::size_t in = Net::input::size, out = Net::output::size;
  Net net{};
  Stream<Net> one{};
  Stream<Net, 3> three{};
  Workspace<Net, 3, Mode::training, 5> training{};
  Optimizer<Adam, Net> optimizer{};
  Engine engine{1};
  std::vector<std::array<T, in>> xs = std::vector<std::array<T, in>>(75);
  std::vector<typename Net::Output> ys = std::vector<typename Net::Output>(75),
                                    targets = std::vector<typename Net::Output>(15);

  memory() {
    initialize(net, 1);
    for (std::size_t i = 0; i < xs.size(); ++i)
      for (std::size_t k = 0; k < in; ++k) xs[i][k] = every_layer::input_of<Net>(i, k);
    for (auto& target : targets) target[0] = T(1);
  }
  T infer() {
    ys[0] = net(xs[0]);
    ys[1] = net(xs[1], one);
    net(xs, ys, three);
    one.reset();
    return ys[0][0] + ys[1][0];
  }
  T train() {
    training.x() = std::span(xs).template first<15>();
    T sum = train_step(net, training, targets, MSE{}, optimizer, engine);
    sum += forward_loss(net, training, three, targets, MSE{}, engine);
    descend_loss<MSE>(net, training, optimizer, 1);
    return sum;
  }
};
/// The allocations of inference, and of training unless the net has no gradient.
template <class Net, bool Trains = true> std::size_t allocations_of() {
  const auto all = std::make_unique<memory<Net>>();
  const std::size_t before = allocations;
  float sum = float(all->infer());
  if constexpr (Trains) sum += float(all->train());
  const std::size_t count = allocations - before;
  BOOST_TEST(std::isfinite(sum));
  return count;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(allocation_layers)

BOOST_AUTO_TEST_CASE(vectors) {
  BOOST_TEST(allocations_of<every_layer::Composed<float>>() == 0u);
  BOOST_TEST((allocations_of<every_layer::untrained::Few<float>, false>() == 0u));
}
BOOST_AUTO_TEST_CASE(images) {
  BOOST_TEST(allocations_of<every_layer::Options<float>>() == 0u);
  BOOST_TEST(allocations_of<every_layer::Larger<float>>() == 0u);
  BOOST_TEST(allocations_of<every_layer::Signals<float>>() == 0u);
}
BOOST_AUTO_TEST_CASE(sequences) {
  BOOST_TEST(allocations_of<every_layer::Gates<float>>() == 0u);
  BOOST_TEST(allocations_of<every_layer::Taps<float>>() == 0u);
  BOOST_TEST(allocations_of<every_layer::Text<float>>() == 0u);
  BOOST_TEST(allocations_of<every_layer::Gesture<float>>() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
