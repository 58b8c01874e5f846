// Averages of weights and target networks, against PyTorch, timm's rule and Stable-Baselines3's.
#include <array>
#include <cmath>
#include <cstddef>
#include <type_traits>

#include <boost/test/unit_test.hpp>

#include <sinew/layer/batch_norm.hpp>
#include <sinew/layer/dense.hpp>
#include <sinew/net/initialize.hpp>
#include <sinew/net/net.hpp>
#include <sinew/train/ema.hpp>

#include "../reference/ema.hpp"

using namespace sinew;
namespace figures = ::reference::ema;

BOOST_AUTO_TEST_SUITE(train_ema)

using Line = BasicNet<double, Dense<2, 1>>;  // three parameters
Line with(const std::array<double, 3>& weights) {
  Line net;
  for (std::size_t i = 0; i < 3; ++i) net.parameters[i] = weights[i];
  return net;
}
void compare(const Line& found, const std::array<double, 3>& expected, std::size_t update) {
  for (std::size_t i = 0; i < 3; ++i)
    BOOST_TEST(std::abs(found.parameters[i] - expected[i]) <= 1e-14, "update " << update << ", weight " << i);
}
BOOST_AUTO_TEST_CASE(averages_as_pytorch_and_timm) {
  EMA plain(with(figures::start), {.decay = 0.9}), rising(with(figures::start), {.decay = 0.6, .warm_up = true});
  for (std::size_t u = 0; u < figures::weights.size(); ++u) {
    plain.update(with(figures::weights[u]));
    rising.update(with(figures::weights[u]));
    compare(plain.net(), figures::decay_09[u], u + 1);
    compare(rising.net(), figures::warm_up_06[u], u + 1);
  }
  BOOST_TEST(plain.updates() == figures::weights.size());
}
BOOST_AUTO_TEST_CASE(targets_follow_as_in_stable_baselines) {
  Line target = with(figures::start);
  for (std::size_t u = 0; u < figures::weights.size(); ++u) {
    soft_update(target, with(figures::weights[u]), 0.2);
    compare(target, figures::tau_02[u], u + 1);
  }
  const Line before = target, online = with(figures::weights[0]);
  soft_update(target, online, 0);
  BOOST_TEST((target.parameters == before.parameters));
  soft_update(target, online, 1);
  BOOST_TEST((target.parameters == online.parameters));
}
BOOST_AUTO_TEST_CASE(buffers_are_copied) {
  using Normed = Net<Dense<20, 30>, BatchNorm<>>;
  Normed online, target;
  initialize(online, 1);
  initialize(target, 2);
  online.buffers[3] = 7;
  soft_update(target, online, 0.25);
  BOOST_TEST((target.buffers == online.buffers));
  EMA average(target);
  average.update(target);
  average.update(online);
  BOOST_TEST((average.net().buffers == online.buffers));
}
// What decays comes to 0, and does not stay among the slow subnormal numbers.
BOOST_AUTO_TEST_CASE(decayed_weights_become_0) {
  Net<Dense<8, 8>> target, online;
  for (float& p : target.parameters) p = 1;
  for (int i = 0; i < 1000; ++i) soft_update(target, online, 0.5);
  for (const float p : target.parameters) BOOST_TEST(p == 0);
}
BOOST_AUTO_TEST_CASE(a_callback_for_steps) {
  static_assert(std::is_invocable_r_v<void, EMA<Line>::Follower&, const TrainingStep&>);
  static_assert(!std::is_invocable_v<EMA<Line>::Follower&, const Line&>);
  Line net = with(figures::start);
  EMA average(net);
  [[maybe_unused]] const auto callback = average.follow(net);
  static_assert(std::is_trivially_copyable_v<decltype(callback)>);
}
static_assert([] {
  Line target, online;
  online.parameters[0] = 8;
  soft_update(target, online, 0.25);
  EMA average(online, {.decay = 0.5});
  average.update(online);
  average.update(target);
  return target.parameters[0] == 2 && average.net().parameters[0] == 5;
}());

BOOST_AUTO_TEST_SUITE_END()
