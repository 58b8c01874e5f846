// Dense with every activation × every loss that fits it, gradient-checked through forward and backward.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/draws.hpp"
#include "../laws/loss.hpp"

using namespace sinew;
using laws::targets;

BOOST_AUTO_TEST_SUITE(layer_dense_losses)

constexpr std::size_t samples = 5, outputs = 3;

/// A loss, its type erased: so that the check is compiled once, and not for each activation with each loss.
struct any_loss {
  std::function<double(const double* y, const double* t, double* dy)> differentiate;
  targets kind;
  bool from_logits;

  template <class L> any_loss(const L& loss, targets of)
      : differentiate{[loss](const double* y, const double* t, double* dy) {
          return _detail::differentiate<outputs>(loss, y, t, dy, samples);
        }},
        kind{of},
        from_logits{_detail::gives_logit_gradients<L>()} {}
};

/// A net and its workspace; likewise.
struct trial_base {
  std::span<double> parameters, x, dy;
  std::span<const double> y, dx;
  std::vector<double> g;

  virtual ~trial_base() = default;
  virtual void forward() = 0;
  virtual void backward() = 0;
  virtual void backward_from_logits() = 0;

  void check(const any_loss& loss, std::uint64_t seed) {
    auto draw = laws::draws(seed);
    for (double& p : parameters) p = draw();
    for (double& v : x) v = draw();
    std::fill(g.begin(), g.end(), std::numeric_limits<double>::quiet_NaN());
    const auto t = laws::random_targets<outputs>(loss.kind, samples, seed);
    const auto value = [&](double* to) {
      forward();
      return loss.differentiate(y.data(), t.data(), to);
    };
    value(dy.data());
    if (loss.from_logits) backward_from_logits();
    else backward();
    double worst = 0;
    const auto compare = [&](double& v, double analytic) {
      if (std::isnan(analytic)) return;  // padding
      const double keep = v, h = 1e-6;
      v = keep + h;
      const double up = value(nullptr);
      v = keep - h;
      const double down = value(nullptr);
      v = keep;
      const double error = laws::relative_error((up - down) / (2 * h), analytic);
      worst = error > worst || std::isnan(error) ? error : worst;
    };
    for (std::size_t i = 0; i < g.size(); ++i) compare(parameters[i], g[i]);
    const std::vector<double> gradient(dx.begin(), dx.end());
    for (std::size_t i = 0; i < gradient.size(); ++i) compare(x[i], gradient[i]);
    BOOST_TEST(worst < 1e-6, "seed " << seed << ": " << worst);
    BOOST_TEST(!std::isnan(g[0]));
  }
  void seeds(const any_loss& loss) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) check(loss, seed);
  }
  void regression() {
    seeds({MSE{}, targets::numbers});
    seeds({SquaredError{}, targets::numbers});
    seeds({MAE{}, targets::numbers});
    seeds({Huber{.delta = 0.5}, targets::numbers});
  }
};

/// Net<Dense<3, Hidden, Tanh>, Dense<Hidden, 3, Act>> over 5 samples.
template <class Act, std::size_t Hidden = 4> struct trial final : trial_base {
  using Model = BasicNet<double, Dense<3, Hidden, Tanh>, Dense<Hidden, outputs, Act>>;
  Model net;
  Workspace<Model, samples, Mode::input_gradient> w;

  trial() : trial_base{} {
    parameters = net.parameters, x = w.x().flat(), dy = w.dy().flat(), y = w.y().flat(), dx = w.dx().flat();
    g.resize(Model::layers::parameters);
  }
  void forward() override { net.forward(w); }
  void backward() override { net.backward(w, overwrite(g.data())); }
  void backward_from_logits() override { net.backward_from_logits(w, overwrite(g.data())); }
};

BOOST_AUTO_TEST_CASE(identity) {
  trial<Identity> t;
  t.regression();
  t.seeds({CrossEntropyWithLogits{}, targets::distributions});
  t.seeds({BinaryCrossEntropyWithLogits{}, targets::probabilities});
}
BOOST_AUTO_TEST_CASE(softmax) {
  trial<Softmax> t;
  t.regression();
  t.seeds({CrossEntropy{}, targets::distributions});
}
BOOST_AUTO_TEST_CASE(log_softmax) {
  trial<LogSoftmax> t;
  t.regression();
  t.seeds({NLL{}, targets::distributions});
}
BOOST_AUTO_TEST_CASE(sigmoid) {
  trial<Sigmoid> t;
  t.regression();
  t.seeds({BinaryCrossEntropy{}, targets::probabilities});
}
BOOST_AUTO_TEST_CASE(sigmoid_of_many_weights) {  // its kernels are shared; what it is given is ∂L/∂z all the same
  trial<Sigmoid, 100> t;
  t.seeds({SquaredError{}, targets::numbers});
  t.seeds({BinaryCrossEntropy{}, targets::probabilities});
}
BOOST_AUTO_TEST_CASE(tanh) { trial<Tanh>{}.regression(); }
BOOST_AUTO_TEST_CASE(relu) { trial<ReLU>{}.regression(); }
BOOST_AUTO_TEST_CASE(leaky_relu) { trial<LeakyReLU>{}.regression(); }
BOOST_AUTO_TEST_CASE(elu) { trial<ELU>{}.regression(); }
BOOST_AUTO_TEST_CASE(gelu) { trial<GELU>{}.regression(); }
BOOST_AUTO_TEST_CASE(silu) { trial<SiLU>{}.regression(); }
BOOST_AUTO_TEST_CASE(softplus) { trial<Softplus>{}.regression(); }
BOOST_AUTO_TEST_CASE(selu) { trial<SELU>{}.regression(); }
BOOST_AUTO_TEST_CASE(hard_tanh) { trial<HardTanh>{}.regression(); }
BOOST_AUTO_TEST_CASE(softsign) { trial<Softsign>{}.regression(); }
BOOST_AUTO_TEST_CASE(hard_swish) { trial<HardSwish>{}.regression(); }
BOOST_AUTO_TEST_CASE(hard_sigmoid) { trial<HardSigmoid>{}.regression(); }

BOOST_AUTO_TEST_SUITE_END()
