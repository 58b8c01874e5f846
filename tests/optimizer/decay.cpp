// What decays towards 0 without gradients ends at 0 and is never a subnormal number, which processors multiply slowly:
// moments, weights under weight decay, running statistics, rates. The results are those of double.
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <type_traits>

#include <boost/test/unit_test.hpp>

#include <sinew/layer/batch_norm.hpp>
#include <sinew/layer/gradient_sink.hpp>
#include <sinew/layer/input.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/workspace.hpp>
#include <sinew/optimizer/adagrad.hpp>
#include <sinew/optimizer/adam.hpp>
#include <sinew/optimizer/optimizer.hpp>
#include <sinew/optimizer/rmsprop.hpp>
#include <sinew/optimizer/schedule.hpp>
#include <sinew/optimizer/sgd.hpp>

#include "../laws/optimizer.hpp"

using namespace sinew;

namespace mine {
std::size_t subnormal = 0, zero = 0;
template <class T> bool is_subnormal(T v) { return v != 0 && std::abs(v) < std::numeric_limits<T>::min(); }
template <class V> void count(const V& v) {
  std::array<simd::scalar_of<V>, simd::lanes_of<V>> values;
  simd::store(values.data(), v);
  for (const auto value : values) {
    subnormal += is_subnormal(value);
    zero += value == 0;
  }
}
/// The formula F, which counts the subnormal numbers among the remembered values that it is given.
template <class F> struct Watched : F {
  template <class T> constexpr auto at(std::size_t step) const noexcept {
    return [update = F::template at<T>(step)]<class V>(const V& w, const V& g, auto&... slot) noexcept -> V {
      (count(slot), ...);
      return update(w, g, slot...);
    };
  }
};
/// Momentum, written as a formula of whole tensors.
struct TensorMomentum {
  double rate = 0.01;
  static constexpr std::size_t slots = 1;
  template <class T> void update(const ParameterTensor<T, 1>& tensor, std::size_t) const {
    for (std::size_t i = 0; i < tensor.parameters.size(); ++i) {
      count(tensor.slots[0][i]);
      tensor.slots[0][i] = T(0.9) * tensor.slots[0][i] + tensor.gradient[i];
      tensor.parameters[i] -= T(rate) * tensor.slots[0][i];
    }
  }
};
}  // namespace mine

BOOST_AUTO_TEST_SUITE(optimizer_decay)

static_assert(math::detail::flushed(1e-40f) == 0 && math::detail::flushed(-1e-40f) == 0);
static_assert(math::detail::flushed(1e-310) == 0 && math::detail::flushed(1e-300) == 1e-300);
static_assert(math::detail::flushed(-0x1p-126f) == -0x1p-126f && math::detail::flushed(0x1.fffffcp-127f) == 0);

BOOST_AUTO_TEST_CASE(packs_flush_as_scalars_do) {
  constexpr std::size_t W = simd::native_lanes<float>;
  using V = simd::pack<float, W>;
  const float inf = std::numeric_limits<float>::infinity();
  for (const float x : {0.f, 1e-45f, -1e-40f, 0x1.fffffcp-127f, 0x1p-126f, -0x1p-126f, 1.f, -3e38f, inf, -inf}) {
    std::array<float, W> lanes;
    simd::store(lanes.data(), math::detail::flushed(simd::broadcast<V>(x)));
    BOOST_TEST(lanes[W - 1] == math::detail::flushed(x));
    BOOST_TEST(lanes[W - 1] == (mine::is_subnormal(x) ? 0 : x));
  }
  BOOST_TEST(std::isnan(math::detail::flushed(std::nanf(""))));
  std::array<float, W> lanes;
  simd::store(lanes.data(), math::detail::flushed(simd::broadcast<V>(std::nanf(""))));
  BOOST_TEST(std::isnan(lanes[0]));
}

/// The weight after one step along the gradient 0.5 and `steps` − 1 steps without one, starting at 1. A pack and a tail
/// of weights take the same steps.
template <class F> float after(F settings, std::size_t steps) {
  using Many = laws::flat_net<float, simd::native_lanes<float> + 1>;
  Many net;
  net.parameters.fill(1);
  Optimizer<mine::Watched<F>, Many> optimizer{mine::Watched<F>{settings}};
  optimizer.gradient().fill(0.5f);
  mine::subnormal = 0;
  for (std::size_t i = 0; i < steps; ++i) {
    if (i + 1 == steps) mine::zero = 0;
    optimizer.step(net);
  }
  BOOST_TEST(mine::subnormal == 0u);
  for (const float w : net.parameters) BOOST_TEST(std::abs(w - net.parameters[0]) <= 1e-6f);
  return net.parameters[0];
}
constexpr std::size_t all = simd::native_lanes<float> + 1;

// The formulas of the docstrings, in double.
double adam(const Adam& a, std::size_t steps) {
  double w = 1;
  for (std::size_t t = 1; t <= steps; ++t) {
    const double n = double(t), m = (1 - a.beta1) * std::pow(a.beta1, n - 1) * 0.5,
                 v = (1 - a.beta2) * std::pow(a.beta2, n - 1) * 0.25;
    w -= a.rate * (m / (1 - std::pow(a.beta1, n))) / (std::sqrt(v / (1 - std::pow(a.beta2, n))) + a.epsilon);
  }
  return w;
}
BOOST_AUTO_TEST_CASE(moments_end_at_0) {
  constexpr std::size_t steps = 10'000;
  BOOST_TEST(std::abs(after(Momentum{.rate = 0.01}, steps) - (1 - 0.01 * 0.5 / (1 - 0.9))) < 1e-6);
  BOOST_TEST(mine::zero == all);
  BOOST_TEST(std::abs(after(Nesterov{.rate = 0.01}, steps) - (1 - 0.01 * 0.5 / (1 - 0.9))) < 1e-6);
  BOOST_TEST(mine::zero == all);
  BOOST_TEST(std::abs(after(Adam{}, steps) - adam({}, steps)) < 2e-6);
  BOOST_TEST(mine::zero == all);  // of the first moments: 0.999^10⁴ is 5e-5
  const Adam fast{.rate = 0.01, .beta2 = 0.99};
  BOOST_TEST(std::abs(after(fast, steps) - adam(fast, steps)) < 1e-5);
  BOOST_TEST(mine::zero == 2 * all);
  BOOST_TEST(std::abs(after(AdamW{.weight_decay = 0}, steps) - adam({}, steps)) < 2e-6);
  BOOST_TEST(std::abs(after(RMSprop{}, steps) - (1 - 0.01 / std::sqrt(0.01))) < 1e-6);
  BOOST_TEST(mine::zero == all);
  BOOST_TEST(std::abs(after(Adagrad{}, 100) - (1 - 0.01)) < 1e-6);
}

BOOST_AUTO_TEST_CASE(moments_of_tensors_end_at_0) {
  using Small = BasicNet<float, Input<2>, BatchNorm<>>;
  Small net;
  net.parameters.fill(1);
  Optimizer<mine::TensorMomentum, Small> optimizer;
  optimizer.gradient().fill(0.5f);
  mine::subnormal = 0;
  for (int i = 0; i < 2000; ++i) {
    mine::zero = 0;
    optimizer.step(net);
  }
  BOOST_TEST(mine::subnormal == 0u);
  BOOST_TEST(mine::zero == Small::parameter_count);
  BOOST_TEST(std::abs(net.parameters[0] - 0.95f) < 1e-6);
}

BOOST_AUTO_TEST_CASE(weights_decay_to_0) {
  using Many = laws::flat_net<float, all>;
  Many net;
  net.parameters.fill(1);
  Optimizer<SGD, Many> sgd{SGD{.rate = 0.1, .weight_decay = 0.1}};
  for (int i = 0; i < 1000; ++i) sgd.apply(net);
  for (const float w : net.parameters) BOOST_TEST(std::abs(w / std::pow(0.99, 1000) - 1) < 1e-4);
  for (int i = 0; i < 10000; ++i) {
    sgd.apply(net);
    BOOST_TEST(!mine::is_subnormal(net.parameters[0]));
    BOOST_TEST(!mine::is_subnormal(net.parameters[all - 1]));
  }
  for (const float w : net.parameters) BOOST_TEST(w == 0);

  // the same within backward: a whole tensor at once, value by value
  std::array<float, all> taken, added;
  taken.fill(1);
  added.fill(1);
  for (int i = 0; i < 11000; ++i) {
    const auto give = descend(taken.data(), 0.1f, 0.1f).taker(all);
    give(0, 0.f);
    for (std::size_t k = 0; k < all; ++k) descend(added.data(), 0.1f, 0.1f).add(k, 0.f);
    BOOST_TEST(!mine::is_subnormal(taken[1]));
    BOOST_TEST(!mine::is_subnormal(added[1]));
  }
  BOOST_TEST(taken[0] == 0);
  BOOST_TEST(taken[all - 1] == 0);
  BOOST_TEST(added[0] == 0);
}

BOOST_AUTO_TEST_CASE(running_statistics_of_a_dead_channel_end_at_0) {
  using Small = BasicNet<float, Input<2>, BatchNorm<>>;
  Small net;
  net.buffers = {1, -1, 1, 1};
  Workspace<Small, 4, Mode::training> w;  // all inputs are 0
  for (int i = 0; i < 50; ++i) net.forward(w);
  BOOST_TEST(std::abs(net.buffers[0] / std::pow(0.9, 50) - 1) < 1e-5);
  for (int i = 0; i < 2000; ++i) {
    net.forward(w);
    for (const float statistic : net.buffers) BOOST_TEST(!mine::is_subnormal(statistic));
  }
  for (const float statistic : net.buffers) BOOST_TEST(statistic == 0);
}

BOOST_AUTO_TEST_CASE(rates_end_at_0) {
  const Schedule halves = exponential_decay(0.5);
  BOOST_TEST(std::abs(halves(90) / std::pow(0.5, 90) - 1) < 1e-12);
  BOOST_TEST(halves(101) == 0);
  BOOST_TEST(halves(10'000) == 0);
  BOOST_TEST(step_decay(1, 0.5)(150) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
