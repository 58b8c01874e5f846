// In constant expressions: activations, losses, optimizers, schedules, clipping, with PyTorch's figures.
#include <array>
#include <cstddef>
#include <limits>
#include <span>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/optimizer.hpp"
#include "../reference/activations.hpp"
#include "../reference/clipping.hpp"
#include "../reference/losses.hpp"
#include "../reference/optimizers.hpp"
#include "../reference/schedules.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(constexpr_formulas)

constexpr bool close(double a, double b, double tolerance) { return a - b <= tolerance && b - a <= tolerance; }

// ---- Activations, at the points from −3 to 3.
template <class A, std::size_t N> constexpr bool agrees(const ::reference::activations::point (&points)[N]) {
  std::size_t tried = 0;
  for (const auto& p : points) {
    if (!(p.z >= -3 && p.z <= 3)) continue;
    const double kept = KeepsInput<A> ? p.z : p.y;
    if (!close(activate<A, double>(p.z), p.y, 1e-14) || !close(activation_derivative<A, double>(kept), p.slope, 1e-14))
      return false;
    ++tried;
  }
  return tried > 9;
}
static_assert(agrees<Identity>(::reference::activations::identity) &&
              agrees<Sigmoid>(::reference::activations::sigmoid));
static_assert(agrees<ReLU>(::reference::activations::relu) && agrees<Tanh>(::reference::activations::tanh));
static_assert(agrees<GELU>(::reference::activations::gelu) && agrees<SiLU>(::reference::activations::silu));
static_assert(agrees<Softplus>(::reference::activations::softplus) &&
              agrees<HardSigmoid>(::reference::activations::hard_sigmoid));
static_assert(agrees<ELU>(::reference::activations::elu) && agrees<LeakyReLU>(::reference::activations::leaky_relu));
static_assert(agrees<GELUTanh>(::reference::activations::gelu_tanh) &&
              agrees<HardSwish>(::reference::activations::hard_swish));
static_assert(agrees<SELU>(::reference::activations::selu) &&
              agrees<CELUWith<Ratio<1, 2>>>(::reference::activations::celu_half));
static_assert(agrees<HardTanh>(::reference::activations::hard_tanh) && agrees<ReLU6>(::reference::activations::relu6));
static_assert(agrees<Softsign>(::reference::activations::softsign));
static_assert(Step::value(-0.5) == 0 && Step::value(0.0) == 1);

// ---- Losses.
namespace losses = ::reference::losses;
template <class L> constexpr bool agrees(const L& loss, const losses::example& e, const std::array<double, 12>& y) {
  std::array<double, 12> dy{};
  bool right = close(differentiate<losses::outputs>(loss, y, e.target, dy), e.value, 3e-15 * e.value);
  for (std::size_t i = 0; i < 12; ++i) right = right && close(dy[i], e.gradient[i], 1e-15);
  return right;
}
static_assert(agrees(MSE{}, losses::mse, losses::mse.input) &&
              agrees(SquaredError{}, losses::squared_error, losses::squared_error.input));
static_assert(agrees(MAE{}, losses::mae, losses::mae.input) &&
              agrees(Huber{.delta = 0.5}, losses::huber_half, losses::huber_half.input));
static_assert(agrees(CrossEntropy{}, losses::cross_entropy_soft, losses::softmax_of_input));
static_assert(agrees(CrossEntropyWithLogits{}, losses::cross_entropy_soft, losses::cross_entropy_soft.input));
static_assert(agrees(NLL{}, losses::cross_entropy_soft, losses::log_softmax_of_input));
static_assert(agrees(BinaryCrossEntropy{}, losses::binary_cross_entropy, losses::sigmoid_of_input));
static_assert(agrees(BinaryCrossEntropyWithLogits{}, losses::binary_cross_entropy, losses::binary_cross_entropy.input));
constexpr auto softmaxed = [] {
  auto y = losses::cross_entropy_soft.input;
  for (std::size_t s = 0; s < losses::batch; ++s)
    Softmax::forward<double, losses::outputs, 1>(y.data() + s * losses::outputs);
  return y;
}();
static_assert([] {
  for (std::size_t i = 0; i < 12; ++i)
    if (!close(softmaxed[i], losses::softmax_of_input[i], 1e-15)) return false;
  return true;
}());

// ---- Optimizers: ten steps.
namespace optimizers = ::reference::optimizers;
using Six = laws::flat_net<double, 6>;
template <class Formula> constexpr bool follows(const Formula& formula, const optimizers::trajectory& expected) {
  Six net{optimizers::start};
  Optimizer<Formula, Six> optimizer{formula};
  std::size_t at = 0;
  for (int step = 1; step <= 10; ++step) {
    optimizer.gradient() = optimizers::gradient(net.parameters);
    optimizer.step(net);
    if (step != optimizers::steps[at]) continue;
    for (std::size_t i = 0; i < 6; ++i)
      if (!close(net.parameters[i], expected.x[at][i], 1e-12)) return false;
    ++at;
  }
  return at == 3;
}
constexpr auto options = [](const optimizers::trajectory& t) { return t.options; };
static_assert(follows(SGD{.rate = options(optimizers::sgd).rate}, optimizers::sgd));
static_assert(follows(SGD{.rate = options(optimizers::sgd_weight_decay).rate,
                          .weight_decay = options(optimizers::sgd_weight_decay).weight_decay},
                      optimizers::sgd_weight_decay));
static_assert(follows(Momentum{.rate = options(optimizers::momentum).rate,
                               .momentum = options(optimizers::momentum).momentum},
                      optimizers::momentum));
static_assert(follows(Nesterov{.rate = options(optimizers::nesterov).rate,
                               .momentum = options(optimizers::nesterov).momentum},
                      optimizers::nesterov));
static_assert(follows(Adam{.rate = options(optimizers::adam).rate}, optimizers::adam));
static_assert(follows(AdamW{.rate = options(optimizers::adamw).rate,
                            .weight_decay = options(optimizers::adamw).weight_decay},
                      optimizers::adamw));
static_assert(follows(RMSprop{.rate = options(optimizers::rmsprop).rate, .alpha = options(optimizers::rmsprop).alpha},
                      optimizers::rmsprop));
static_assert(follows(Adamax{.rate = options(optimizers::adamax).rate}, optimizers::adamax));
static_assert(follows(NAdam{.rate = options(optimizers::nadam).rate}, optimizers::nadam));
static_assert(follows(RAdam{.rate = options(optimizers::radam).rate,
                            .weight_decay = options(optimizers::radam).weight_decay},
                      optimizers::radam));
static_assert(follows(Adadelta{.rate = options(optimizers::adadelta).rate,
                               .weight_decay = options(optimizers::adadelta).weight_decay},
                      optimizers::adadelta));
static_assert(follows(Lion{.rate = options(optimizers::lion).rate,
                           .weight_decay = options(optimizers::lion).weight_decay},
                      optimizers::lion));
static_assert(follows(Adagrad{.rate = options(optimizers::adagrad).rate}, optimizers::adagrad));

// ---- Schedules and clipping.
namespace schedules = ::reference::schedules;
constexpr bool agrees(const Schedule& schedule, const std::array<double, 12>& rates) {
  for (std::size_t e = 0; e < rates.size(); ++e)
    if (!close(0.1 * schedule(double(e)), rates[e], 1e-15)) return false;
  return true;
}
static_assert(agrees(constant_rate(), schedules::constant) && agrees(step_decay(4, 0.5), schedules::step));
static_assert(agrees(exponential_decay(0.9), schedules::exponential) &&
              agrees(cosine_decay(11, 0.01), schedules::cosine));
static_assert(agrees(warm_up(5, constant_rate(), 0.1), schedules::linear) &&
              agrees(warm_up(3, cosine_decay(9), 0.25), schedules::warm_up_cosine));

static_assert([] {
  for (const auto& e : ::reference::clipping::by_norm) {
    auto g = e.before;
    if (!(e.norm > 1e-9 && e.norm < 1e9)) continue;
    if (!close(clip_by_norm(std::span<double>(g), e.max_norm), e.norm, 1e-15 * e.norm)) return false;
    for (std::size_t i = 0; i < 5; ++i)
      if (!close(g[i], e.after[i], 1e-15)) return false;
  }
  return true;
}());

BOOST_AUTO_TEST_CASE(asserted_by_the_compiler) { BOOST_TEST(true); }

BOOST_AUTO_TEST_SUITE_END()
