// Dense with every activation × every loss that fits it, gradient-checked through forward and backward.
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/draws.hpp"
#include "../laws/loss.hpp"

using namespace sinew;
using laws::targets;

BOOST_AUTO_TEST_SUITE(layer_dense_losses)

/// Net<Dense<3, Hidden, Tanh>, Dense<Hidden, 3, Act>> over 5 samples; the passes are compiled once for all losses.
template <class Act, std::size_t Hidden = 4> struct trial {
  using Model = BasicNet<double, Dense<3, Hidden, Tanh>, Dense<Hidden, 3, Act>>;
  static constexpr std::size_t B = 5, N = 3;
  Model net;
  Workspace<Model, B, Mode::input_gradient> w;
  std::array<double, Model::layers::parameters> g{};

  [[gnu::noinline]] void forward() { net.forward(w); }
  [[gnu::noinline]] void backward() { net.backward(w, overwrite(g.data())); }
  [[gnu::noinline]] void backward_from_logits() { net.backward_from_logits(w, overwrite(g.data())); }

  template <class L> void check(const L& loss, targets kind, std::uint64_t seed) {
    auto draw = laws::draws(seed);
    for (double& p : net.parameters) p = draw();
    for (double& x : w.x().flat()) x = draw();
    g.fill(std::numeric_limits<double>::quiet_NaN());
    const auto t = laws::random_targets<N>(kind, B, seed);
    const auto value = [&](double* dy) {
      forward();
      return differentiate<N>(loss, w.y().data, t.data(), dy, B);
    };
    value(w.dy().data);
    if constexpr (_detail::gives_logit_gradients<L>()) backward_from_logits();
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
    for (std::size_t i = 0; i < g.size(); ++i) compare(net.parameters[i], g[i]);
    const std::vector<double> dx(w.dx().data, w.dx().data + B * 3);
    for (std::size_t i = 0; i < dx.size(); ++i) compare(w.x().data[i], dx[i]);
    BOOST_TEST(worst < 1e-6, "seed " << seed << ": " << worst);
    BOOST_TEST(!std::isnan(g[0]));
  }
  template <class L> void seeds(const L& loss, targets kind) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) check(loss, kind, seed);
  }
  void regression() {
    seeds(MSE{}, targets::numbers);
    seeds(SquaredError{}, targets::numbers);
    seeds(MAE{}, targets::numbers);
    seeds(Huber{.delta = 0.5}, targets::numbers);
  }
};

BOOST_AUTO_TEST_CASE(identity) {
  trial<Identity> t;
  t.regression();
  t.seeds(CrossEntropyWithLogits{}, targets::distributions);
  t.seeds(BinaryCrossEntropyWithLogits{}, targets::probabilities);
}
BOOST_AUTO_TEST_CASE(softmax) {
  trial<Softmax> t;
  t.regression();
  t.seeds(CrossEntropy{}, targets::distributions);
}
BOOST_AUTO_TEST_CASE(sigmoid) {
  trial<Sigmoid> t;
  t.regression();
  t.seeds(BinaryCrossEntropy{}, targets::probabilities);
}
BOOST_AUTO_TEST_CASE(sigmoid_of_many_weights) {  // its kernels are shared; what it is given is ∂L/∂z all the same
  trial<Sigmoid, 100> t;
  t.seeds(SquaredError{}, targets::numbers);
  t.seeds(BinaryCrossEntropy{}, targets::probabilities);
}
BOOST_AUTO_TEST_CASE(tanh) { trial<Tanh>{}.regression(); }
BOOST_AUTO_TEST_CASE(relu) { trial<ReLU>{}.regression(); }
BOOST_AUTO_TEST_CASE(leaky_relu) { trial<LeakyReLU>{}.regression(); }
BOOST_AUTO_TEST_CASE(elu) { trial<ELU>{}.regression(); }
BOOST_AUTO_TEST_CASE(gelu) { trial<GELU>{}.regression(); }
BOOST_AUTO_TEST_CASE(silu) { trial<SiLU>{}.regression(); }
BOOST_AUTO_TEST_CASE(softplus) { trial<Softplus>{}.regression(); }
BOOST_AUTO_TEST_CASE(hard_sigmoid) { trial<HardSigmoid>{}.regression(); }

BOOST_AUTO_TEST_SUITE_END()
