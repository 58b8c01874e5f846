// Dropout, Dropout2D and AlphaDropout: what is kept is x / (1 − p), the same whatever the layout, the scalar and the
// time of evaluation; shares; laws.
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/layer.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_dropout)

/// What training does with ones, y, and with dy of ones, dx, sample after sample; and the engine's state after it.
template <class Net, std::size_t B> struct trained {
  using T = typename Net::scalar;
  static constexpr std::size_t size = Net::input::size;
  std::array<T, B * size> y{}, dx{};
  Engine after;

  constexpr explicit trained(Engine engine) : after(0) {
    Net net;
    Workspace<Net, B, Mode::input_gradient> w;
    for (std::size_t i = 0; i < B * size; ++i) w.x().data[i] = w.dy().data[i] = T(1);
    net.forward(w, engine);
    typename Net::Parameters none{};
    net.backward(w, none);
    for (std::size_t i = 0; i < B * size; ++i) y[i] = w.y().data[i], dx[i] = w.dx().data[i];
    after = engine;
  }
};
template <class T, class In, class Layer, std::size_t B> using ones = trained<BasicNet<T, In, Layer>, B>;

template <class Batch> void same_as_one_by_one(const Batch& batch, auto one, std::size_t samples) {
  Engine engine(5);
  for (std::size_t s = 0; s < samples; ++s) {
    const auto single = one(engine);
    bool same = true;
    for (std::size_t i = 0; i < single.y.size(); ++i)
      same = same && double(single.y[i]) == double(batch.y[s * single.size + i]) && single.dx[i] == single.y[i];
    BOOST_TEST(same, "sample " << s);
    engine = single.after;
  }
  BOOST_TEST((engine == batch.after));
  BOOST_TEST((batch.dx == batch.y));
}
// 64 − 3 values and 2·64 + 7 a sample; lanes with and without spare ones, rows; float and double. (1 / 0.25 is exact in
// both.)
template <std::size_t N, std::size_t B> void in_every_layout() {
  using Layer = Dropout<Ratio<3, 4>>;
  const auto one = [](const Engine& e) { return ones<float, Input<N>, Layer, 1>(e); };
  same_as_one_by_one(ones<float, Input<N>, Layer, B>(Engine(5)), one, B);
  same_as_one_by_one(ones<double, Input<N>, Layer, B>(Engine(5)), one, B);
  same_as_one_by_one(
      ones<float, Input<1, 1, N>, Dropout2D<Ratio<3, 4>>, B>(Engine(5)),
      [](const Engine& e) { return ones<float, Input<1, 1, N>, Dropout2D<Ratio<3, 4>>, 1>(e); }, B);
}
BOOST_AUTO_TEST_CASE(masks_do_not_depend_on_the_layout) {
  in_every_layout<61, 19>();
  in_every_layout<135, 16>();
  // Between Dense layers so that it runs in lanes, and in a net that is all rows.
  using Lanes = BasicNet<double, Dense<2, 3>, Dropout<Ratio<1, 5>>, Dense<3, 2>>;
  static_assert(simd::native_lanes<double> != 8 || Lanes::plan<16, Mode::training>.lanes[1] == 8);
  static_assert(BasicNet<double, Input<61>, Dropout<Ratio<3, 4>>>::plan<16, Mode::training>.lanes[1] == 1);
  Lanes net;
  initialize(net, 3);
  const auto run = [&]<std::size_t B>(std::integral_constant<std::size_t, B>, Engine& engine, std::size_t from) {
    Workspace<Lanes, B, Mode::training> w;
    for (std::size_t s = 0; s < B; ++s)
      for (std::size_t i = 0; i < 2; ++i) w.x()(s, i) = 1 + double((from + s) * 2 + i);
    net.forward(w, engine);
    std::vector<std::array<bool, 3>> kept;
    for (std::size_t s = 0; s < B; ++s)
      kept.push_back(
          {w.template output<1>()(s, 0) != 0, w.template output<1>()(s, 1) != 0, w.template output<1>()(s, 2) != 0});
    return kept;
  };
  Engine engine(8), other(8);
  const auto all = run(std::integral_constant<std::size_t, 19>{}, engine, 0);
  for (std::size_t s = 0; s < 19; ++s)
    BOOST_TEST((run(std::integral_constant<std::size_t, 1>{}, other, s)[0] == all[s]));
}

// In a constant expression: the bits of run time.
template <class T, class In, class Layer, std::size_t B> void at_compile_time() {
  static constexpr ones<T, In, Layer, B> early(Engine(6));
  const auto late = std::make_unique<ones<T, In, Layer, B>>(Engine(6));
  BOOST_TEST((early.y == late->y && early.dx == late->dx && early.after == late->after));
}
BOOST_AUTO_TEST_CASE(constant_expressions) {
  at_compile_time<float, Input<35>, Dropout<Ratio<1, 5>>, 3>();
  at_compile_time<double, Input<3, 2, 2>, Dropout2D<Ratio<1, 2>>, 9>();
}

BOOST_AUTO_TEST_CASE(shares_and_factors) {
  const auto a = std::make_unique<ones<double, Input<1000>, Dropout<Ratio<1, 5>>, 32>>(Engine(1));
  double dropped = 0;
  for (const double y : a->y) {
    BOOST_TEST((y == 0 || std::abs(y - 1.25) < 1e-15));
    dropped += y == 0;
  }
  BOOST_TEST(std::abs(dropped - 6400) < 5 * std::sqrt(32000 * 0.2 * 0.8));

  const auto channels = std::make_unique<ones<float, Input<100, 2, 3>, Dropout2D<Ratio<9, 10>>, 16>>(Engine(1));
  dropped = 0;
  bool whole = true;
  for (std::size_t c = 0; c < 1600; ++c) {
    for (std::size_t k = 1; k < 6; ++k) whole = whole && channels->y[c * 6 + k] == channels->y[c * 6];
    BOOST_TEST((channels->y[c * 6] == 0 || channels->y[c * 6] == 10));
    dropped += channels->y[c * 6] == 0;
  }
  BOOST_TEST(whole);
  BOOST_TEST(std::abs(dropped - 1440) < 5 * std::sqrt(1600 * 0.9 * 0.1));
  // Half of them: one draw for 64.
  Engine engine(9);
  const ones<float, Input<64>, Dropout<Ratio<1, 2>>, 3> half(engine);
  for (int i = 0; i < 3; ++i) engine();
  BOOST_TEST((engine == half.after));
}

using Small = BasicNet<double, Dense<3, 8, Tanh>, Dropout<Ratio<3, 10>>, Dense<8, 2, Tanh>>;
using Images = BasicNet<double, Input<2, 2, 3>, Dropout2D<Ratio<2, 5>>, Upsample<2>, Dropout<Ratio<1, 10>>,
                        MaxPool2D<2>, Dropout<Ratio<1, 2>>, Flatten, Dense<12, 2>>;
template <class Net, std::size_t B> void laws_of_random_layers(std::uint64_t seed) {
  laws::gradient(laws::make<Net, B>, seed);
  laws::sinks(laws::make<Net, B>, seed);
  laws::no_trace(laws::make<Net, B>, seed);
}
BOOST_AUTO_TEST_CASE(laws_hold) {
  laws_of_random_layers<Small, 19>(42);
  laws_of_random_layers<Images, 5>(44);
}

// PyTorch: sorted(set(torch.nn.functional.alpha_dropout(torch.ones(n, dtype=torch.float64), p, True).tolist())), which
// are the two values that ones become, and the same of twos. The gradient of a value that is kept is their difference.
template <class Layer> void alpha(double dropped, double kept, double kept_of_2) {
  using Net = BasicNet<double, Input<1000>, Layer>;
  using Rows = BasicNet<double, Input<1000>, Dropout<Ratio<1, 5>>>;  // the same draws
  const auto a = std::make_unique<trained<Net, 32>>(Engine(1));
  std::size_t count = 0;
  for (std::size_t i = 0; i < a->y.size(); ++i) {
    const bool is_kept = a->dx[i] != 0;
    BOOST_REQUIRE(std::abs(a->y[i] - (is_kept ? kept : dropped)) < 1e-14);
    BOOST_REQUIRE(std::abs(a->dx[i] - (is_kept ? kept_of_2 - kept : 0)) < 1e-14);
    count += !is_kept;
  }
  if constexpr (std::is_same_v<Layer, AlphaDropout<Ratio<1, 5>>>) {
    const auto b = std::make_unique<trained<Rows, 32>>(Engine(1));
    for (std::size_t i = 0; i < a->y.size(); ++i) BOOST_REQUIRE((b->y[i] == 0) == (a->dx[i] == 0));
  }
  BOOST_TEST(count > 0);
}
BOOST_AUTO_TEST_CASE(alpha_dropout) {
  alpha<AlphaDropout<Ratio<1, 5>>>(-1.2361598485763778, 1.1879435455876273, 2.06684712903116);
  alpha<AlphaDropout<Ratio<1, 2>>>(-0.7791939305180315, 1.6655988251839635, 2.5520037198498953);
  laws_of_random_layers<BasicNet<double, Dense<3, 8, SELU>, AlphaDropout<Ratio<1, 10>>, Dense<8, 2>>, 19>(45);
}
// Normal inputs keep mean 0 and variance 1.
BOOST_AUTO_TEST_CASE(alpha_dropout_keeps_mean_and_variance) {
  using Net = BasicNet<double, Input<1000>, AlphaDropout<Ratio<3, 10>>>;
  const auto w = std::make_unique<Workspace<Net, 64, Mode::training>>();
  Engine engine(1);
  for (double& x : w->x().flat()) x = normal<double>(engine);
  Net{}.forward(*w, engine);
  double mean = 0, square = 0;
  for (std::size_t s = 0; s < 64; ++s)
    for (std::size_t i = 0; i < 1000; ++i)
      mean += w->y()[s][i] / 64'000, square += w->y()[s][i] * w->y()[s][i] / 64'000;
  BOOST_TEST(std::abs(mean) < 5 / std::sqrt(64'000.));
  BOOST_TEST(std::abs(square - 1) < 0.03);
}

// Inference: y = x, and nothing is copied.
static_assert(Net<Input<4>, Dropout<Ratio<99, 100>>>{}({1, 2, 3, 4}) == std::array<float, 4>{1, 2, 3, 4});
static_assert(Small::activation_bytes<1> ==
              BasicNet<double, Dense<3, 8, Tanh>, Dense<8, 2, Tanh>>::activation_bytes<1>);
static_assert(Small::layers::random && !BasicNet<double, Dense<3, 8>>::layers::random);
// A bit a value, of each sample a multiple of 64.
static_assert(sizeof(Dropout<Ratio<1, 20>>::on<shape<64>>::cache<_detail::pass_traits<float, 64, 16, true>>) == 64 * 8);

BOOST_AUTO_TEST_SUITE_END()
