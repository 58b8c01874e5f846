// fold: the folded net's type, its weights and outputs against PyTorch's own folding
// (tests/reference/normalization.py), and outputs of nets before and after, whatever their depth.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../layer/figures_file.hpp"
#include "../laws/draws.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(net_fold)

template <class... L> using Layers = BasicNet<double, L...>;
template <class Before, class After> inline constexpr bool becomes = std::is_same_v<folded_t<Before>, After>;

// A layer takes in the BatchNorms right behind it, and one activation.
static_assert(becomes<Net<Dense<4, 8>, BatchNorm<>, Activate<ReLU>, Dense<8, 2>>, Net<Dense<4, 8, ReLU>, Dense<8, 2>>>);
static_assert(becomes<Net<Dense<4, 8>, BatchNorm<>, BatchNorm<NoAffine>, Dense<8, 2>, Activate<Softmax>>,
                      Net<Dense<4, 8>, Dense<8, 2, Softmax>>>);
static_assert(
    becomes<Net<Dense<4, 8, Identity, HeNormal>, BatchNorm<>, Activate<Tanh>>, Net<Dense<4, 8, Tanh, HeNormal>>>);
static_assert(becomes<Net<Input<1, 6, 6>, Conv2D<2, 3, NoBias, Same>, BatchNorm<>, Activate<ReLU>>,
                      Net<Input<1, 6, 6>, Conv2D<2, 3, ReLU, Same>>>);
static_assert(becomes<Net<Input<1, 6, 6>, Conv2D<2, 3, Identity, NoBias>, Activate<Tanh>>,
                      Net<Input<1, 6, 6>, Conv2D<2, 3, Tanh, NoBias>>>);
static_assert(
    becomes<Net<Input<2, 6, 6>, DepthwiseConv2D<3, NoBias>, BatchNorm<>>, Net<Input<2, 6, 6>, DepthwiseConv2D<3>>>);
// What cannot be folded stays: first, behind an activation, behind a layer without weights; a second activation, and
// what comes behind it.
template <class... L> inline constexpr bool stays = becomes<Net<L...>, Net<L...>>;
static_assert(stays<Input<4>, BatchNorm<>, Dense<4, 8>> &&
              stays<Dense<4, 8, ReLU>, BatchNorm<>, Activate<ReLU>, Dense<8, 2>>);
static_assert(stays<Input<1, 4, 4>, Conv2D<2, 3, ReLU>, Flatten, BatchNorm<>> &&
              stays<Dense<4, 8>, PassThrough, BatchNorm<>>);
static_assert(becomes<Net<Dense<4, 8>, Activate<Tanh>, BatchNorm<>, Activate<ReLU>>,
                      Net<Dense<4, 8, Tanh>, BatchNorm<>, Activate<ReLU>>>);
// Within other layers; branches are no neighbours.
static_assert(
    becomes<Net<Dense<4, 8>, Residual<Dense<8, 8>, BatchNorm<>, Activate<ReLU>>, Sequential<Dense<8, 2>, BatchNorm<>>>,
            Net<Dense<4, 8>, Residual<Dense<8, 8, ReLU>>, Sequential<Dense<8, 2>>>>);
static_assert(becomes<Net<Dense<4, 8>, Net<Dense<8, 2>, BatchNorm<>>>, Net<Dense<4, 8>, Net<Dense<8, 2>>>>);
static_assert(stays<Input<4>, Concat<Dense<4, 4>, BatchNorm<>>>);

/// Every parameter and buffer at random; variances above 0.
template <class N> void randomize(N& net, std::uint64_t seed) {
  auto draw = laws::draws(seed);
  for (double& p : net.parameters) p = draw();
  if constexpr (N::layers::buffers > 0)
    for (double& b : net.buffers) b = 1.5 + draw();
}
template <class N> void same_outputs(std::uint64_t seed) {
  N net;
  randomize(net, seed);
  const auto folded = fold_batch_norm(net);
  static_assert(folded_t<N>::parameter_count < N::parameter_count);
  auto draw = laws::draws(seed + 1);
  for (int i = 0; i < 5; ++i) {
    std::array<double, N::input::size> x;
    for (double& v : x) v = draw();
    const auto y = net(x), z = folded(x);
    for (std::size_t o = 0; o < y.size(); ++o) BOOST_TEST(std::abs(y[o] - z[o]) < 1e-12);
  }
}
BOOST_AUTO_TEST_CASE(outputs_before_and_after) {
  same_outputs<Layers<Dense<3, 5>, BatchNorm<>, Activate<Tanh>, Dense<5, 2, Softmax>>>(1);
  same_outputs<Layers<Input<3>, BatchNorm<>, Dense<3, 5>, BatchNorm<>, BatchNorm<NoAffine, Epsilon<Ratio<1, 100>>>,
                      Activate<Softmax>>>(2);
  same_outputs<Layers<Input<2, 5, 5>, Conv2D<3, 2, NoBias>, BatchNorm<>, Activate<ReLU>, MaxPool2D<2>, BatchNorm<>,
                      DepthwiseConv2D<2>, BatchNorm<>, Flatten, Dense<3, 2>>>(3);
  same_outputs<Layers<Dense<2, 3, ReLU>, Residual<Dense<3, 4>, BatchNorm<>, Activate<ReLU>, Dense<4, 3>, BatchNorm<>>,
                      Concat<BatchNorm<>, Sequential<Dense<3, 2>, BatchNorm<>>>, Net<Dense<5, 2>, BatchNorm<>>>>(4);
}

/// Weights and outputs, with PyTorch's.
template <class N> void figures(const char* name) {
  const auto& e = against::cases_of("fold.txt").at(name);
  N net;
  const auto at = against::places_of<typename N::layers>();
  BOOST_TEST_REQUIRE(
      (at.parameters.size() == e.at("parameters").size() && at.buffers.size() == e.at("buffers").size()));
  for (std::size_t i = 0; i < at.parameters.size(); ++i) net.parameters[at.parameters[i]] = e.at("parameters")[i];
  for (std::size_t i = 0; i < at.buffers.size(); ++i) net.buffers[at.buffers[i]] = e.at("buffers")[i];
  const auto folded = fold_batch_norm(net);
  std::vector<double> weights;
  for (const std::size_t i : against::places_of<typename folded_t<N>::layers>().parameters)
    weights.push_back(folded.parameters[i]);
  against::same("folded", name, weights, e.at("folded"));
  std::vector<double> y;
  for (std::size_t s = 0; s < std::size_t(e.at("batch")[0]); ++s) {
    const auto sample =
        folded(std::span<const double, N::input::size>(e.at("x").data() + s * N::input::size, N::input::size));
    y.insert(y.end(), sample.begin(), sample.end());
  }
  against::same("y", name, y, e.at("y"));
}
BOOST_AUTO_TEST_CASE(figures_of_pytorch) {
  figures<Layers<Dense<3, 4>, BatchNorm<>, Activate<ReLU>>>("dense");
  figures<Layers<Input<2, 4, 4>, Conv2D<3, 2, NoBias>, BatchNorm<Epsilon<Ratio<1, 100>>>, Activate<ReLU>>>("conv");
  figures<Layers<Input<4, 3, 3>, Conv2D<4, 2, Stride<2>, Padding<1>, Groups<2>>, BatchNorm<NoAffine>>>(
      "conv_with_bias");
  figures<Layers<Input<2, 5>, Conv1D<3, 2>, BatchNorm<>, Activate<Tanh>>>("conv1d");
}

// By hand, in a constant expression: γ 2, β 1, mean 3, variance 4 − ε: y = 2·(x − 3)/2 + 1 = x − 2.
constexpr bool by_hand() {
  Layers<Dense<1, 1>, BatchNorm<>> net{};
  net.weight<0>(0, 0) = 5;
  net.bias<0>(0) = 7;
  net.parameters_of<1>()[0] = 2;
  net.parameters_of<1>()[1] = 1;
  net.buffers = {3, 4 - 1e-5};
  const auto folded = fold_batch_norm(net);
  return folded.weight<0>(0, 0) == 5 && folded.bias<0>(0) == 5;
}
static_assert(by_hand());

BOOST_AUTO_TEST_SUITE_END()
