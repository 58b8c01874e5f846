// Every optimizer: the laws, and 1,000 steps as PyTorch takes them.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>

#include <boost/test/unit_test.hpp>

#include <sinew/layer/dense.hpp>
#include <sinew/activation/tanh.hpp>
#include <sinew/loss/mse.hpp>
#include <sinew/net/net.hpp>
#include <sinew/optimizer/adadelta.hpp>
#include <sinew/optimizer/adagrad.hpp>
#include <sinew/optimizer/adam.hpp>
#include <sinew/optimizer/adamax.hpp>
#include <sinew/optimizer/lion.hpp>
#include <sinew/optimizer/nadam.hpp>
#include <sinew/optimizer/optimizer.hpp>
#include <sinew/optimizer/per_layer.hpp>
#include <sinew/optimizer/radam.hpp>
#include <sinew/optimizer/rmsprop.hpp>
#include <sinew/optimizer/sgd.hpp>
#include <sinew/train/step.hpp>

#include "../laws/optimizer.hpp"
#include "../reference/optimizers.hpp"

using namespace sinew;
namespace figures = ::reference::optimizers;

namespace mine {
/// Sign descent: w ← w − rate·sign(g).
struct Sign {
  double rate = 0.01, weight_decay = 0;
  static constexpr std::size_t slot_count = 0;
  template <class T> auto at(std::size_t) const {
    return [step = T(rate)]<class V>(const V& w, const V& g) -> V {
      return w - simd::select(g > V{}, simd::broadcast<V>(step), simd::select(g < V{}, simd::broadcast<V>(-step), V{}));
    };
  }
};
}  // namespace mine

BOOST_AUTO_TEST_SUITE(optimizer_formulas)

static_assert(OptimizerFormula<SGD> && OptimizerFormula<Adam> && OptimizerFormula<mine::Sign> &&
              !OptimizerFormula<MSE> && !OptimizerFormula<int>);
static_assert(SGD::slot_count == 0 && Momentum::slot_count == 1 && Adam::slot_count == 2);
// PyTorch's defaults.
static_assert(Adam{}.rate == 1e-3 && Adam{}.beta1 == 0.9 && Adam{}.beta2 == 0.999 && Adam{}.epsilon == 1e-8 &&
              Adam{}.weight_decay == 0);
static_assert(AdamW{}.weight_decay == 1e-2 && RMSprop{}.rate == 1e-2 && RMSprop{}.alpha == 0.99 &&
              RMSprop{}.epsilon == 1e-8);
static_assert(Adagrad{}.rate == 1e-2 && Adagrad{}.epsilon == 1e-10);
static_assert(Adamax{}.rate == 2e-3 && NAdam{}.rate == 2e-3 && NAdam{}.momentum_decay == 4e-3 && RAdam{}.rate == 1e-3);
static_assert(Adadelta{}.rate == 1 && Adadelta{}.rho == 0.9 && Adadelta{}.epsilon == 1e-6);
static_assert(Lion{}.rate == 1e-4 && Lion{}.beta1 == 0.9 && Lion{}.beta2 == 0.99 && Lion{}.weight_decay == 0);

BOOST_AUTO_TEST_CASE(laws_hold) {
  laws::optimizer(SGD{});
  laws::optimizer(SGD{.rate = 0.5, .weight_decay = 0.1});
  laws::optimizer(Momentum{});
  laws::optimizer(Nesterov{.weight_decay = 0.1});
  laws::optimizer(Adam{});
  laws::optimizer(Adam{.weight_decay = 0.1});
  laws::optimizer(AdamW{});
  laws::optimizer(RMSprop{});
  laws::optimizer(Adagrad{});
  laws::optimizer(Adamax{});
  laws::optimizer(Adamax{.weight_decay = 0.1});
  laws::optimizer(NAdam{});
  laws::optimizer(NAdam{.weight_decay = 0.1});
  laws::optimizer(RAdam{});
  laws::optimizer(RAdam{.beta2 = 0.9, .weight_decay = 0.1});
  laws::optimizer(Adadelta{});
  laws::optimizer(Adadelta{.weight_decay = 0.1});
  laws::optimizer(Lion{});
  laws::optimizer(Lion{.weight_decay = 0.1});
  laws::optimizer(mine::Sign{});
}

using Six = laws::flat_net<double, 6>;
template <class Formula> void follows(const Formula& formula, const figures::trajectory& expected) {
  Six net{figures::start};
  Optimizer<Formula, Six> optimizer{formula};
  std::size_t at = 0;
  for (int step = 1; step <= 1000; ++step) {
    optimizer.gradient() = figures::gradient(net.parameters);
    optimizer.step(net);
    if (at == figures::steps.size() || step != figures::steps[at]) continue;
    for (std::size_t i = 0; i < 6; ++i)
      BOOST_TEST(std::abs(net.parameters[i] - expected.x[at][i]) <= 1e-10, "step " << step << ", x" << i);
    ++at;
  }
  BOOST_TEST(at == figures::steps.size());
}
BOOST_AUTO_TEST_CASE(a_thousand_steps_as_pytorch) {
  const auto sgd = [](const figures::hyper& h) { return SGD{.rate = h.rate, .weight_decay = h.weight_decay}; };
  const auto adam = [](const figures::hyper& h) {
    return Adam{
        .rate = h.rate, .beta1 = h.beta1, .beta2 = h.beta2, .epsilon = h.epsilon, .weight_decay = h.weight_decay};
  };
  follows(sgd(figures::sgd.options), figures::sgd);
  follows(sgd(figures::sgd_weight_decay.options), figures::sgd_weight_decay);
  follows(Momentum{.rate = figures::momentum.options.rate, .momentum = figures::momentum.options.momentum},
          figures::momentum);
  follows(Nesterov{.rate = figures::nesterov.options.rate, .momentum = figures::nesterov.options.momentum},
          figures::nesterov);
  follows(adam(figures::adam.options), figures::adam);
  follows(adam(figures::adam_weight_decay.options), figures::adam_weight_decay);
  const auto& w = figures::adamw.options;
  follows(
      AdamW{.rate = w.rate, .beta1 = w.beta1, .beta2 = w.beta2, .epsilon = w.epsilon, .weight_decay = w.weight_decay},
      figures::adamw);
  const auto& r = figures::rmsprop.options;
  follows(RMSprop{.rate = r.rate, .alpha = r.alpha, .epsilon = r.epsilon}, figures::rmsprop);
  const auto& x = figures::adamax.options;
  follows(Adamax{.rate = x.rate, .beta1 = x.beta1, .beta2 = x.beta2, .epsilon = x.epsilon}, figures::adamax);
  const auto& n = figures::nadam.options;
  follows(
      NAdam{
          .rate = n.rate, .beta1 = n.beta1, .beta2 = n.beta2, .momentum_decay = n.momentum_decay, .epsilon = n.epsilon},
      figures::nadam);
  const auto& a = figures::radam.options;
  follows(
      RAdam{.rate = a.rate, .beta1 = a.beta1, .beta2 = a.beta2, .epsilon = a.epsilon, .weight_decay = a.weight_decay},
      figures::radam);
  const auto& d = figures::adadelta.options;
  follows(Adadelta{.rate = d.rate, .rho = d.rho, .epsilon = d.epsilon, .weight_decay = d.weight_decay},
          figures::adadelta);
  const auto& l = figures::lion.options;
  follows(Lion{.rate = l.rate, .beta1 = l.beta1, .beta2 = l.beta2, .weight_decay = l.weight_decay}, figures::lion);
  follows(Adagrad{.rate = figures::adagrad.options.rate, .epsilon = figures::adagrad.options.epsilon},
          figures::adagrad);
}

// The same through a net: forward, loss, backward and step.
using Model = BasicNet<double, Dense<3, 5, Tanh>, Dense<5, 2>>;
Model initial() {
  Model net;
  for (std::size_t o = 0; o < 5; ++o) {
    for (std::size_t i = 0; i < 3; ++i) net.weight<0>(i, o) = figures::initial.w0[i * 5 + o];
    net.bias<0>(o) = figures::initial.b0[o];
  }
  for (std::size_t o = 0; o < 2; ++o) {
    for (std::size_t i = 0; i < 5; ++i) net.weight<1>(i, o) = figures::initial.w1[i * 2 + o];
    net.bias<1>(o) = figures::initial.b1[o];
  }
  return net;
}
struct trained {
  Model net = initial();
  std::array<double, 5> losses{};
};
template <class Formula> trained train(const Formula& formula) {
  trained result;
  Workspace<Model, 8, Mode::training> w;
  std::array<double, 16> t{};
  for (std::size_t s = 0; s < 8; ++s) {
    std::copy_n(figures::inputs[s].begin(), 3, w.x()[s].begin());
    std::copy_n(figures::targets[s].begin(), 2, t.begin() + std::ptrdiff_t(2 * s));
  }
  Optimizer<Formula, Model> optimizer{formula};
  for (int step = 1; step <= 1000; ++step) {
    const double loss = train_step(result.net, w, std::span<const double>(t), MSE{}, optimizer);
    const auto at = std::find(figures::steps.begin(), figures::steps.end(), step);
    if (at != figures::steps.end()) result.losses[std::size_t(at - figures::steps.begin())] = loss;
  }
  BOOST_TEST(optimizer.steps() == 1000u);
  return result;
}
void compare(const trained& got, const figures::training& want) {
  for (std::size_t i = 0; i < 5; ++i) BOOST_TEST(std::abs(got.losses[i] - want.loss[i]) <= 1e-10);
  for (std::size_t o = 0; o < 5; ++o) {
    for (std::size_t i = 0; i < 3; ++i)
      BOOST_TEST(std::abs(got.net.weight<0>(i, o) - want.trained.w0[i * 5 + o]) <= 1e-10);
    BOOST_TEST(std::abs(got.net.bias<0>(o) - want.trained.b0[o]) <= 1e-10);
  }
  for (std::size_t o = 0; o < 2; ++o) {
    for (std::size_t i = 0; i < 5; ++i)
      BOOST_TEST(std::abs(got.net.weight<1>(i, o) - want.trained.w1[i * 2 + o]) <= 1e-10);
    BOOST_TEST(std::abs(got.net.bias<1>(o) - want.trained.b1[o]) <= 1e-10);
  }
}
BOOST_AUTO_TEST_CASE(a_small_net_as_pytorch) {
  compare(train(SGD{.rate = figures::net_sgd.options.rate}), figures::net_sgd);  // the sink that descends
  compare(
      train(Momentum{.rate = figures::net_momentum.options.rate, .momentum = figures::net_momentum.options.momentum}),
      figures::net_momentum);
  compare(train(Adam{.rate = figures::net_adam.options.rate}), figures::net_adam);
  const auto adamw = [](const figures::hyper& h) { return AdamW{.rate = h.rate, .weight_decay = h.weight_decay}; };
  compare(train(per_layer(adamw(figures::net_groups.options), rate_factor<0>(0.1), decay_matrices_only)),
          figures::net_groups);
  compare(train(per_layer(adamw(figures::net_frozen.options), freeze<0>)), figures::net_frozen);
}

// The product of all momenta, as a state that goes from step to step would have it.
BOOST_AUTO_TEST_CASE(nadam_knows_its_product_by_the_step_alone) {
  for (const double psi : {0.0, 4e-3, 1.0}) {
    double product = 1;
    for (std::size_t t = 1; t <= 3000; ++t) {
      product *= 0.9 * (1 - 0.5 * std::pow(0.96, double(t) * psi));
      BOOST_TEST(std::abs(_detail::nadam_product(0.9, psi, t) - product) <= 1e-15 * 10);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
