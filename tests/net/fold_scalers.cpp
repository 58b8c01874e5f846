// fold_scalers: the folded net computes what the net does between its scalers, for each kind of first and last layer.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>
#include <sinew/deploy/fold_scalers.hpp>

#include "../laws/draws.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(net_fold_scalers)

namespace {

template <class... L> using Layers = BasicNet<double, L...>;

template <class T, std::size_t N> AffineScaler<T, N> some_scaler(std::uint64_t seed) {
  auto draw = laws::draws(seed);
  AffineScaler<T, N> scaler;
  for (T& v : scaler.offset) v = static_cast<T>(5 * draw());
  for (T& v : scaler.scale) v = static_cast<T>(1.5 + draw());
  return scaler;
}
template <class N> N random_net(std::uint64_t seed) {
  N net;
  auto draw = laws::draws(seed);
  for (auto& p : net.parameters) p = static_cast<typename N::scalar>(draw());
  return net;
}
template <class N>
typename N::Parameters::value_type distance(const typename N::Output& a, const typename N::Output& b) {
  typename N::scalar worst = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    worst = std::max(worst, std::abs(a[i] - b[i]) / std::max(1.0, std::abs(a[i])));
  return worst;
}
template <class N> std::array<double, N::input::size> random_input(std::uint64_t seed) {
  auto draw = laws::draws(seed);
  std::array<double, N::input::size> x;
  for (double& v : x) v = 5 * draw();
  return x;
}
template <class N> void inputs_and_targets() {
  const N net = random_net<N>(1);
  const auto in = some_scaler<double, N::input::size>(2);
  const auto out = some_scaler<double, N::output::size>(3);
  const auto of_inputs = fold_scalers(net, in), of_both = fold_scalers(net, in, out);
  const auto of_targets = fold_scalers(net, AffineScaler<double, N::input::size>{}, out);
  for (std::uint64_t seed = 4; seed < 9; ++seed) {
    const auto x = random_input<N>(seed);
    BOOST_TEST(distance<N>(of_inputs(x), net(in.transform(x))) < 1e-12);
    BOOST_TEST(distance<N>(of_both(x), out.inverse(net(in.transform(x)))) < 1e-12);
    BOOST_TEST(distance<N>(of_targets(x), out.inverse(net(x))) < 1e-12);
  }
}
template <class N> void inputs_alone() {
  const N net = random_net<N>(1);
  const auto in = some_scaler<double, N::input::size>(2);
  const auto folded = fold_scalers(net, in);
  for (std::uint64_t seed = 4; seed < 9; ++seed) {
    const auto x = random_input<N>(seed);
    BOOST_TEST(distance<N>(folded(x), net(in.transform(x))) < 1e-12);
  }
}
/// One column per channel.
template <class N, std::size_t Channels> void channels() {
  const N net = random_net<N>(1);
  const auto in = some_scaler<double, Channels>(2);
  const auto folded = fold_scalers(net, in);
  for (std::uint64_t seed = 4; seed < 9; ++seed) {
    const auto x = random_input<N>(seed);
    auto scaled = x;
    constexpr std::size_t pixels = N::input::size / Channels;
    for (std::size_t i = 0; i < x.size(); ++i) scaled[i] = (x[i] - in.offset[i / pixels]) / in.scale[i / pixels];
    BOOST_TEST(distance<N>(folded(x), net(scaled)) < 1e-11);
  }
}

// y = 3·(x − 4)/2 + 1 = 1.5·x − 5, and 10·y + 7 = 15·x − 43, by hand and in a constant expression.
constexpr bool by_hand() {
  Net<Dense<1, 1>> net;
  net.weight<0>(0, 0) = 3;
  net.bias<0>(0) = 1;
  const AffineScaler<float, 1> in{{4}, {2}}, out{{7}, {10}};
  const auto one = fold_scalers(net, in), both = fold_scalers(net, in, out);
  return one.weight<0>(0, 0) == 1.5f && one.bias<0>(0) == -5 && both.weight<0>(0, 0) == 15 && both.bias<0>(0) == -43;
}
static_assert(by_hand());

}  // namespace

BOOST_AUTO_TEST_CASE(dense_first_and_last) {
  inputs_and_targets<Layers<Dense<3, 2>>>();
  inputs_and_targets<Layers<Dense<4, 8, Tanh>, Dense<8, 3>>>();
  inputs_and_targets<
      Layers<Input<2, 3>, Flatten, Dropout<Ratio<1, 2>>, Dense<6, 5, ReLU>, Dense<5, 4>, Reshape<2, 2>>>();
  inputs_and_targets<Layers<Sequential<Dense<3, 4, SiLU>, Dropout<Ratio<1, 2>>>,
                            Layers<Dense<4, 4, Tanh>, Sequential<Dense<4, 2>>>>>();
  inputs_and_targets<Layers<Dense<4, 8, Tanh>, Dense<8, 3>, Dropout<Ratio<1, 2>>>>();
  inputs_alone<Layers<Dense<4, 8, Tanh>, Dense<8, 3, Softmax>>>();
  inputs_alone<Layers<Dense<4, 8>, BatchNorm<>, Dense<8, 3, Softmax>>>();
  inputs_alone<Layers<Dense<4, 3, Softmax>>>();
}
BOOST_AUTO_TEST_CASE(convolutions_first) {
  channels<Layers<Input<3, 6, 5>, Conv2D<4, 3, ReLU>, Flatten, Dense<48, 2>>, 3>();
  channels<Layers<Input<4, 6, 6>, Conv2D<6, 2, Stride<2>, Groups<2>>, MaxPool2D<3>, Flatten>, 4>();
  channels<Layers<Input<1, 6, 6>, Conv2D<2, 3, ReLU>, MaxPool2D<2>, Flatten, Dense<8, 2>>, 1>();
  channels<Layers<Input<2, 9>, Conv1D<3, 4, Tanh>, Flatten, Dense<18, 2>>, 2>();
}
BOOST_AUTO_TEST_CASE(floats_with_a_large_offset) {
  // Years with mean 2000 and deviation 5: W′·x and b′ are 400 times larger than their sum, which costs as many digits.
  using N = Net<Dense<2, 16, Tanh>, Dense<16, 1>>;
  const N net = random_net<N>(1);
  const AffineScaler<float, 2> in{{2000, 0}, {5, 1}};
  const N folded = fold_scalers(net, in);
  for (int year = 1990; year <= 2010; ++year) {
    const std::array<float, 2> x{static_cast<float>(year), 0.5f};
    BOOST_TEST(std::abs(folded(x)[0] - net(in.transform(x))[0]) < 2e-3f);
  }
  // Scalers of another scalar.
  const AffineScaler<double, 2> precise{{2000, 0}, {5, 1}};
  BOOST_TEST((fold_scalers(net, precise).parameters == folded.parameters));
}
BOOST_AUTO_TEST_CASE(fitted_scalers) {
  std::vector<std::array<float, 2>> rows{{1, 10}, {2, 20}, {3, 60}};
  StandardScaler<float, 2> standard;
  MinMaxScaler<float, 2> range;
  standard.fit(rows);
  range.fit(rows);
  using N = Net<Dense<2, 2>>;
  const N net = random_net<N>(7);
  const N folded = fold_scalers(net, standard, range);
  const auto y = folded({2, 30}), expected = range.inverse(net(standard.transform({2, 30})));
  for (std::size_t i = 0; i < 2; ++i) BOOST_TEST(std::abs(y[i] - expected[i]) < 1e-4f);
}
BOOST_AUTO_TEST_CASE(into_a_net_on_the_heap) {
  using N = Layers<Dense<3, 4, Tanh>, Dense<4, 2>>;
  const N net = random_net<N>(1);
  const auto in = some_scaler<double, 3>(2);
  const auto out = some_scaler<double, 2>(3);
  const auto other = std::make_unique<N>(random_net<N>(9));
  fold_scalers(net, *other, in, out);
  BOOST_TEST((other->parameters == fold_scalers(net, in, out).parameters));
  N itself = net;
  fold_scalers(itself, itself, in);
  BOOST_TEST((itself.parameters == fold_scalers(net, in).parameters));
}

BOOST_AUTO_TEST_SUITE_END()
