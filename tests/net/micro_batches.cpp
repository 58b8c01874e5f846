// Layers whose values of a whole batch are too many for a cache are given it in micro-batches: which ones, and that
// nobody can tell.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/draws.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(net_micro_batches)

using Image = Input<4, 32, 32>;
/// 44 KB of values a sample around its first layer.
using Large =
    BasicNet<double, Image, Conv2D<6, 3, Tanh, Same>, MaxPool2D<2>, Residual<Conv2D<6, 3, Tanh, Same>, GroupNorm<2>>,
             Conv2D<4, 3, SiLU>, Flatten, Dense<784, 3, Softmax>>;
constexpr std::size_t batch = 19;  // of which the last micro-batch lacks some, whatever the lanes

/// The micro-batches of each layer, first to last.
template <class Net, std::size_t B, Mode M = Mode::inference> constexpr auto micro_batches =
    Net::template plan<B, M>.micro_batches;
/// The bytes that go in and out of a layer in one of its micro-batches.
template <class Net, std::size_t I, std::size_t B, Mode M = Mode::inference>
constexpr std::size_t micro_batch_bytes = [] {
  using L = typename Net::layers::pipeline::template at<I>;
  return (L::input::size + L::output::size) * (B / micro_batches<Net, B, M>[I]) * sizeof(typename Net::scalar);
}();

// In rows, which narrow registers prefer at times, there are none.
constexpr bool wide = simd::native_lanes < double >> 1, widest = simd::native_lanes<double> == 8;
static_assert(!wide ||
              (micro_batches<Large, batch, Mode::training>[1] > 1 && micro_batches<Large, 64, Mode::training>[1] > 1));
static_assert(!wide || micro_batches<Large, 64, Mode::training>[4] == micro_batches<Large, 64, Mode::training>[1]);
static_assert(!widest || (micro_batches<Large, batch>[4] > 1 && micro_batches<Large, 64>[4] > 1));
static_assert(micro_batches<Large, 64>[6] == 1 && micro_batches<Large, 1>[1] == 1);
// As many samples as the cache takes, one block at least.
static_assert(!wide || micro_batch_bytes<Large, 1, 64, Mode::training> <=
                           _detail::max_of(_detail::cached_bytes, 44 * 1024 * simd::native_lanes<double>));
// What fits is not taken apart.
static_assert(micro_batches<BasicNet<double, Input<2, 8, 8>, Conv2D<2, 3, ReLU>>, 64>[1] == 1);
static_assert(micro_batches<Net<Dense<2, 4, Tanh>, Dense<4, 1>>, 64>[0] == 1);
// Values between layers take the room of a micro-batch.
using Deep = Net<Image, Conv2D<4, 3, ReLU, Same>, Conv2D<4, 3, ReLU, Same>, Conv2D<4, 3, ReLU, Same>>;
static_assert(!widest || Deep::activation_bytes<64> < 64 * Image::output::size * sizeof(float));
// Layers that mix samples get the whole batch.
using Mixing =
    BasicNet<double, Image, Conv2D<4, 3, Tanh, Same>, BatchNorm<>, Conv2D<4, 3, Identity, Same>, BatchNorm<>>;
static_assert(micro_batches<Mixing, batch, Mode::training>[2] == 1 &&
              (!wide || micro_batches<Mixing, batch, Mode::training>[3] > 1));

/// A net with random parameters, and a batch of random inputs and gradients.
template <class Net, std::size_t B = batch> struct Case {
  Net net;
  Workspace<Net, B, Mode::input_gradient> w;
  std::vector<double> gradient = std::vector<double>(Net::layers::parameters);

  explicit Case(std::uint64_t seed) {
    auto draw = laws::draws(seed);
    initialize(net, seed);
    for (double& v : w.x().flat()) v = draw();
    for (double& v : w.dy().flat()) v = draw();
  }
  void forward() {
    if constexpr (Net::layers::random) net.forward(w, Engine(3));
    else net.forward(w);
  }
  void backward() { net.backward(w, accumulate(gradient.data())); }
};

template <class A, class B> double farthest(const A& a, const B& b) {
  double far = std::size(a) == std::size(b) ? 0 : 1;
  for (std::size_t i = 0; i < std::min(std::size(a), std::size(b)); ++i) far = std::max(far, std::abs(a[i] - b[i]));
  return far;
}

/// Against passes over one sample at a time, which run in rows.
BOOST_AUTO_TEST_CASE(as_one_by_one) {
  const auto all = std::make_unique<Case<Large>>(1);
  all->forward();
  all->backward();
  const auto inference = std::make_unique<Workspace<Large, batch>>();
  std::copy_n(all->w.x().data, batch * Large::input::size, inference->x().data);
  all->net.forward(*inference);

  const auto one = std::make_unique<Case<Large, 1>>(2);
  one->net = all->net;
  for (std::size_t s = 0; s < batch; ++s) {
    std::copy_n(all->w.x()[s].data(), Large::input::size, one->w.x().data);
    std::copy_n(all->w.dy()[s].data(), Large::output::size, one->w.dy().data);
    one->forward();
    one->backward();
    BOOST_TEST(farthest(all->w.y()[s], one->w.y()[0]) < 1e-12, "y of sample " << s);
    BOOST_TEST(farthest(inference->y()[s], one->w.y()[0]) < 1e-12, "y of sample " << s << " at inference");
    BOOST_TEST(farthest(all->w.dx()[s], one->w.dx()[0]) < 1e-12, "dx of sample " << s);
  }
  BOOST_TEST(farthest(all->gradient, one->gradient) < 1e-10);  // sums of up to 19 · 1,024 products
  BOOST_TEST(farthest(all->gradient, std::vector<double>(all->gradient.size())) > 1);
}

// Weights may change when the last micro-batch has gone through, not before.
BOOST_AUTO_TEST_CASE(descent) {
  const auto all = std::make_unique<Case<Large>>(1);
  const Large before = all->net;
  all->forward();
  all->backward();
  all->net.backward(all->w, descend(all->net.parameters.data(), 0.5));
  for (std::size_t i = 0; i < before.parameters.size(); ++i)
    BOOST_TEST(std::abs(all->net.parameters[i] - (before.parameters[i] - 0.5 * all->gradient[i])) < 1e-12);
}

// What a layer keeps for backward, it keeps for each of them.
BOOST_AUTO_TEST_CASE(dropout) {
  using Net = BasicNet<double, Image, Conv2D<4, 3, Same, Identity, NoBias>, Dropout<Ratio<1, 2>>,
                       Conv2D<4, 3, Same, Identity, NoBias>>;
  static_assert(!widest || micro_batches<Net, batch, Mode::training>[2] > 1);
  const auto all = std::make_unique<Case<Net>>(1);
  for (std::size_t i = 0; i < 4 * 9 * 4; ++i) {  // x as it is
    const std::size_t c = i / 36, tap = i / 4 % 9, o = i % 4;
    all->net.weight<1>(c, tap / 3, tap % 3, o) = all->net.weight<3>(c, tap / 3, tap % 3, o) = c == o && tap == 4;
  }
  all->forward();
  all->backward();
  std::size_t kept = 0, as_before = 0;
  for (std::size_t s = 0; s < batch; ++s)
    for (std::size_t i = 0; i < Net::input::size; ++i) {
      const bool here = all->w.y()(s, i) != 0, there = s > 0 && all->w.y()(s - 1, i) != 0;
      kept += here;
      as_before += s > 0 && here == there;
      BOOST_TEST(all->w.y()(s, i) == (here ? 2 * all->w.x()(s, i) : 0));
      BOOST_TEST(all->w.dx()(s, i) == (here ? 2 * all->w.dy()(s, i) : 0));
    }
  // Halves of 77,824 and of 73,728 draws: standard deviations of 139 and 136.
  BOOST_TEST((kept > 38'000 && kept < 39'800));
  BOOST_TEST((as_before > 35'900 && as_before < 37'800));
}

/// ∂(Σ dy·y)/∂v, by differences.
template <class Net> double slope(Case<Net>& of, double& v) {
  const auto objective = [&] {
    of.forward();
    double sum = 0;
    for (std::size_t i = 0; i < of.w.y().flat().size(); ++i) sum += of.w.dy().flat()[i] * of.w.y().flat()[i];
    return sum;
  };
  const double keep = v, h = 1e-4;
  v = keep + h;
  const double up = objective();
  v = keep - h;
  const double down = objective();
  v = keep;
  return (up - down) / (2 * h);
}
BOOST_AUTO_TEST_CASE(between_layers_that_mix_samples) {
  const auto all = std::make_unique<Case<Mixing>>(1);
  all->forward();
  for (std::size_t c = 0; c < 4; ++c) {  // β = 0 and γ = 1: mean 0 and variance 1 of each channel
    double sum = 0, squares = 0;
    for (std::size_t s = 0; s < batch; ++s)
      for (std::size_t i = 0; i < 1024; ++i)
        sum += all->w.y()(s, c * 1024 + i), squares += std::pow(all->w.y()(s, c * 1024 + i), 2);
    BOOST_TEST(std::abs(sum / (batch * 1024)) < 1e-9);
    BOOST_TEST(std::abs(squares / (batch * 1024) - 1) < 1e-3);  // ε
  }
  all->backward();
  const std::vector<double> dx(all->w.dx().flat().begin(), all->w.dx().flat().end());
  for (const std::size_t at : {std::size_t{1}, std::size_t{4 * 1024 * 8 + 77}, batch * 4 * 1024 - 1})
    BOOST_TEST(laws::relative_error(slope(*all, all->w.x().flat()[at]), dx[at]) < 1e-6);
  for (double* const v :
       {&all->net.weight<1>(2, 1, 0, 3), &all->net.weight<3>(0, 2, 2, 1), &all->net.parameters_of<2>()[1]})
    BOOST_TEST(laws::relative_error(slope(*all, *v), all->gradient[std::size_t(v - all->net.parameters.data())]) <
               1e-6);
}

// A branch without parameters has a sink for none.
BOOST_AUTO_TEST_CASE(without_parameters) {
  using Net =
      BasicNet<double, Image, Conv2D<4, 3, Tanh, Same>, Concat<AvgPool2D<2>, Sequential<BatchNorm<>, AvgPool2D<2>>>>;
  using Branch = Net::layers::pipeline::at<2>::branch<0>;
  using Run = _detail::pass_traits<double, batch, simd::native_lanes<double>, true>;
  static_assert(!wide || Branch::plan<Run>.micro_batches[0] > 1);
  const auto all = std::make_unique<Case<Net>>(1);
  all->forward();
  all->backward();
  const std::vector<double> dx(all->w.dx().flat().begin(), all->w.dx().flat().end());
  for (const std::size_t at : {std::size_t{1}, std::size_t{4 * 1024 * 8 + 77}, batch * 4 * 1024 - 1})
    BOOST_TEST(laws::relative_error(slope(*all, all->w.x().flat()[at]), dx[at]) < 1e-6);
  double& v = all->net.weight<1>(2, 1, 0, 3);
  BOOST_TEST(laws::relative_error(slope(*all, v), all->gradient[std::size_t(&v - all->net.parameters.data())]) < 1e-6);
}

BOOST_AUTO_TEST_CASE(inspection) {
  const auto all = std::make_unique<Case<Large>>(1);
  all->forward();
  const auto looked_at = std::make_unique<Workspace<Large, batch, sinew::Mode::inspection>>();
  std::copy_n(all->w.x().data, batch * Large::input::size, looked_at->x().data);
  all->net.forward(*looked_at);
  const auto pooled = looked_at->output<2>();
  const auto seen = looked_at->output<3>();
  const auto trained = all->w.output<3>();
  double far = 0, largest = 0;
  for (std::size_t s = 0; s < batch; ++s)
    for (std::size_t i = 0; i < seen.features; ++i) {
      far = std::max(far, std::abs(seen(s, i) - trained(s, i)));
      largest = std::max(largest, std::abs(pooled(s, i)));
    }
  BOOST_TEST(far < 1e-12);
  BOOST_TEST((largest > 0.1 && largest <= 1));  // tanh
}

BOOST_AUTO_TEST_SUITE_END()
