// Label smoothing, class weights, weights of yes, focal losses, SmoothL1 and KLDivergence: the laws, PyTorch's figures,
// extremes.
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string_view>
#include <type_traits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/loss/binary_cross_entropy.hpp>
#include <sinew/loss/cross_entropy.hpp>
#include <sinew/loss/differentiate.hpp>
#include <sinew/loss/focal.hpp>
#include <sinew/loss/huber.hpp>
#include <sinew/loss/kl_divergence.hpp>
#include <sinew/loss/mse.hpp>
#include <sinew/loss/nll.hpp>
#include <sinew/loss/weighted_loss.hpp>

#include "../laws/loss.hpp"
#include "../reference/losses.hpp"

using namespace sinew;
namespace figures = ::reference::losses;
using laws::targets;

BOOST_AUTO_TEST_SUITE(loss_weighted)

constexpr std::array<double, 3> weights{0.2, 1, 5};

static_assert(std::is_same_v<decltype(weighted(CrossEntropy{}, {1, 2, 3})), WeightedLoss<CrossEntropy, 3>>);
static_assert(_detail::fits_output<WeightedLoss<CrossEntropy, 3>, Softmax> &&
              !_detail::fits_output<WeightedLoss<CrossEntropy, 3>, Identity> &&
              _detail::fits_output<WeightedLoss<MSE, 3>, Identity> &&
              _detail::fits_output<WeightedLoss<MSE, 3>, Softmax>);
static_assert(_detail::judges_outputs_singly<WeightedLoss<BinaryCrossEntropy, 3>> &&
              _detail::judges_outputs_singly<PositiveWeighted<3>> &&
              !_detail::judges_outputs_singly<WeightedLoss<CrossEntropy, 3>>);

BOOST_AUTO_TEST_CASE(gradients_are_numeric) {
  const auto law = [](const auto& loss, targets kind) {
    for (const std::size_t count : std::array<std::size_t, 4>{1, 2, 5, 30})
      laws::gradient_is_numeric<3>(loss, kind, count);
  };
  for (const double e : {0.1, 1.0}) {
    laws::loss(CrossEntropy{.label_smoothing = e}, targets::distributions);
    laws::loss(CrossEntropyWithLogits{.label_smoothing = e}, targets::probabilities);
    laws::loss(NLL{.label_smoothing = e}, targets::probabilities);
    law(weighted(CrossEntropy{.label_smoothing = e}, weights), targets::distributions);
    law(weighted(NLL{.label_smoothing = e}, weights), targets::distributions);
  }
  law(weighted(CrossEntropyWithLogits{}, weights), targets::distributions);
  law(weighted(FocalWithLogits{}, weights), targets::distributions);
  law(weighted(BinaryCrossEntropy{}, weights), targets::probabilities);
  law(weighted(MSE{}, weights), targets::numbers);
  law(weighted(SquaredError{}, weights), targets::numbers);
  law(positive_weighted({}, weights), targets::probabilities);
  laws::loss(SmoothL1{.threshold = 0.3}, targets::numbers);
  laws::loss(BinaryCrossEntropyWithLogits{.pos_weight = 7}, targets::probabilities);
  laws::loss(KLDivergence{}, targets::distributions);
  for (const double gamma : {0.0, 0.5, 1.0, 2.0, 3.5}) {
    laws::loss(Focal{gamma}, targets::distributions);
    laws::loss(FocalWithLogits{gamma}, targets::probabilities);
    for (const double alpha : {-1.0, 0.25}) {
      laws::loss(BinaryFocal{alpha, gamma}, targets::probabilities);
      laws::loss(BinaryFocalWithLogits{alpha, gamma}, targets::probabilities);
    }
  }
}

/// The example's value and gradient, in double to about 1e-15 and in float to 1e-6, by batches and sample by sample.
template <class L>
void agrees(const L& loss, const figures::example& e, const std::array<double, 12>& y, double tolerance = 2e-15) {
  constexpr std::size_t N = figures::outputs;
  std::array<double, 12> dy{};
  const double value = differentiate<N>(loss, y, e.target, dy);
  BOOST_TEST(std::abs(value - e.value) <= tolerance * e.value, value << " for " << e.value);
  std::array<float, 12> y32{}, t32{}, dy32{};
  for (std::size_t i = 0; i < 12; ++i) {
    BOOST_TEST(std::abs(dy[i] - e.gradient[i]) <= 2e-16 + 3 * tolerance * std::abs(e.gradient[i]),
               i << ": " << dy[i] << " for " << e.gradient[i]);
    y32[i] = float(y[i]);
    t32[i] = float(e.target[i]);
  }
  const float value32 = differentiate<N>(loss, y32, t32, dy32);
  BOOST_TEST(std::abs(double(value32) - e.value) <= 2e-6 * e.value);
  for (std::size_t i = 0; i < 12; ++i) BOOST_TEST(std::abs(double(dy32[i]) - e.gradient[i]) <= 3e-7);
  // the gradient may take the place of the targets
  t32 = {};
  for (std::size_t i = 0; i < 12; ++i) t32[i] = float(e.target[i]);
  const float in_place = differentiate<N>(loss, y32, t32, t32);
  BOOST_TEST(in_place == value32);
  BOOST_TEST(t32 == dy32, boost::test_tools::per_element());
}
BOOST_AUTO_TEST_CASE(figures_of_pytorch) {
  const auto& z = figures::mse.input;
  const auto &p = figures::softmax_of_input, &yes = figures::sigmoid_of_input, &log = figures::log_softmax_of_input;
  agrees(SmoothL1{.threshold = 0.5}, figures::smooth_l1, z);
  agrees(CrossEntropyWithLogits{.label_smoothing = 0.1}, figures::smoothed, z);
  agrees(CrossEntropy{.label_smoothing = 0.1}, figures::smoothed, p, 4e-15);
  agrees(NLL{.label_smoothing = 0.1}, figures::smoothed, log, 4e-15);
  agrees(CrossEntropyWithLogits{.label_smoothing = 0.3}, figures::smoothed_soft, z);
  agrees(CrossEntropy{.label_smoothing = 0.3}, figures::smoothed_soft, p, 4e-15);
  agrees(weighted(CrossEntropyWithLogits{}, {0.2, 1.0, 5.0}), figures::weighted_classes, z);
  agrees(weighted(CrossEntropy{}, weights), figures::weighted_classes, p, 4e-15);
  agrees(weighted(NLL{}, weights), figures::weighted_classes, log, 4e-15);
  agrees(weighted(CrossEntropyWithLogits{.label_smoothing = 0.1}, weights), figures::weighted_smoothed, z);
  agrees(weighted(CrossEntropy{.label_smoothing = 0.1}, weights), figures::weighted_smoothed, p, 4e-15);
  agrees(weighted(NLL{.label_smoothing = 0.1}, weights), figures::weighted_smoothed, log, 4e-15);
  agrees(weighted(CrossEntropyWithLogits{}, {2, 0.5, 0}), figures::weighted_with_0, z);
  agrees(weighted(CrossEntropyWithLogits{}, weights), figures::weighted_soft, z);
  agrees(weighted(BinaryCrossEntropyWithLogits{}, weights), figures::weighted_labels, z);
  agrees(weighted(BinaryCrossEntropy{}, weights), figures::weighted_labels, yes, 4e-15);
  agrees(BinaryCrossEntropyWithLogits{.pos_weight = 3}, figures::positive, z);
  agrees(positive_weighted({}, {0.5, 3, 10}), figures::positive_labels, z);
  agrees(BinaryFocalWithLogits{}, figures::focal_binary, z, 4e-15);
  agrees(BinaryFocal{}, figures::focal_binary, yes, 8e-15);
  agrees(BinaryFocalWithLogits{.alpha = -1, .gamma = 0.5}, figures::focal_binary_half, z, 4e-15);
  agrees(FocalWithLogits{}, figures::focal_classes, z, 4e-15);
  agrees(Focal{}, figures::focal_classes, p, 8e-15);
  agrees(FocalWithLogits{.gamma = 1.5}, figures::focal_soft, z, 4e-15);
  agrees(weighted(Focal{}, weights), figures::focal_weighted, p, 8e-15);
  agrees(KLDivergence{}, figures::kl_divergence, log, 2e-14);
}

// Without their options they are the plain losses, to the bit.
BOOST_AUTO_TEST_CASE(plain_without_options) {
  const auto& e = figures::cross_entropy_soft;
  std::array<double, 12> a{}, b{};
  BOOST_TEST(differentiate<3>(weighted(CrossEntropyWithLogits{}, {1, 1, 1}), e.input, e.target, a) ==
             differentiate<3>(CrossEntropyWithLogits{}, e.input, e.target, b));
  BOOST_TEST(differentiate<3>(BinaryFocalWithLogits{-1, 0}, e.input, e.target, a) ==
             differentiate<3>(BinaryCrossEntropyWithLogits{}, e.input, e.target, b));
}

// One output, two weights: those of no and yes. A batch of weight 0 has no loss.
BOOST_AUTO_TEST_CASE(answers_and_nothing) {
  const std::array<double, 2> y{0.25, 0.5}, t{1, 0};
  std::array<double, 2> dy{};
  const double value = differentiate<1>(weighted(BinaryCrossEntropy{}, {2, 10}), y, t, dy);
  BOOST_TEST(std::abs(value - (10 * std::log(4) + 2 * std::log(2)) / 2) < 1e-14);
  BOOST_TEST((dy[0] == 10 * -0.75 / 2 && dy[1] == 2 * 0.5 / 2));
  const auto loss = weighted(CrossEntropy{}, {0, 1});
  const std::array<double, 2> p{0, 1}, first{1, 0};
  BOOST_TEST(differentiate<2>(loss, p, first, dy) == 0);
  BOOST_TEST((dy[0] == 0 && dy[1] == 0));
}

template <std::size_t N, class L>
float value_of(const L& loss, std::array<float, N> y, std::array<float, N> t, std::array<float, N>& dy) {
  return differentiate<N>(loss, y, t, dy);
}
BOOST_AUTO_TEST_CASE(extremes) {
  std::array<float, 2> dy{};
  BOOST_TEST(value_of<2>(Focal{}, {1, 0}, {1, 0}, dy) == 0);
  BOOST_TEST((dy[0] == 0 && dy[1] == 0));
  BOOST_TEST(value_of<2>(Focal{}, {1, 0}, {0, 1}, dy) == 100);
  BOOST_TEST((dy[0] == 1 && dy[1] == -1));
  BOOST_TEST(value_of<2>(FocalWithLogits{.gamma = 0.5}, {1e30f, -1e30f}, {1, 0}, dy) == 0);
  BOOST_TEST((dy[0] == 0 && dy[1] == 0));
  for (const double gamma : {0.5, 2.0}) {
    BOOST_TEST(value_of<2>(BinaryFocal{-1, gamma}, {1, 0}, {1, 0}, dy) == 0);
    BOOST_TEST((dy[0] == 0 && dy[1] == 0));
    BOOST_TEST(value_of<2>(BinaryFocalWithLogits{-1, gamma}, {1e30f, -1e30f}, {1, 0}, dy) == 0);
    BOOST_TEST((dy[0] == 0 && dy[1] == 0));
    BOOST_TEST(value_of<2>(BinaryFocalWithLogits{-1, gamma}, {1e30f, 0}, {0, 0}, dy) == 0.5e30f);
  }
  BOOST_TEST(value_of<2>(SmoothL1{.threshold = 0.5}, {1e30f, 0}, {0, 0}, dy) == 0.5e30f);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  BOOST_TEST(std::isnan(value_of<2>(Focal{}, {nan, nan}, {0, 1}, dy)));
  BOOST_TEST(std::isnan(value_of<2>(FocalWithLogits{}, {0, nan}, {1, 0}, dy)));
  BOOST_TEST(std::isnan(value_of<2>(BinaryFocal{}, {nan, 0}, {0, 0}, dy)));
  BOOST_TEST(std::isnan(value_of<2>(BinaryFocalWithLogits{}, {nan, 0}, {0, 0}, dy)));
  BOOST_TEST(std::isnan(value_of<2>(weighted(CrossEntropy{.label_smoothing = 0.1}, {1, 2}), {nan, nan}, {0, 1}, dy)));
  BOOST_TEST(std::isnan(value_of<2>(BinaryCrossEntropyWithLogits{.pos_weight = 2}, {nan, 0}, {0, 0}, dy)));
}

BOOST_AUTO_TEST_CASE(what_is_wrong) {
  BOOST_TEST(!CrossEntropy{.label_smoothing = 1}.fault());
  BOOST_TEST(std::string_view(CrossEntropy{.label_smoothing = 1.5}.fault()) == "label_smoothing must be in [0, 1]");
  BOOST_TEST(std::string_view(NLL{.label_smoothing = std::nan("")}.fault()) == "label_smoothing must be in [0, 1]");
  BOOST_TEST(std::string_view(BinaryCrossEntropyWithLogits{.pos_weight = 0}.fault()) ==
             "pos_weight must be positive and finite");
  BOOST_TEST(std::string_view(Focal{.gamma = -1}.fault()) == "gamma must be at least 0, and finite");
  BOOST_TEST(std::string_view(BinaryFocal{.alpha = 2}.fault()) == "alpha must be in [0, 1], or -1 for none");
  BOOST_TEST(std::string_view(SmoothL1{.threshold = 0}.fault()) == "SmoothL1's threshold must be positive");
  BOOST_TEST(!weighted(CrossEntropy{}, {0, 1}).fault());
  BOOST_TEST(std::string_view(weighted(CrossEntropy{}, {0, 0}).fault()) == "the weights are all 0");
  BOOST_TEST(std::string_view(weighted(CrossEntropy{}, {-1, 2}).fault()) ==
             "the weights must be at least 0, and finite");
  BOOST_TEST(std::string_view(weighted(Focal{.gamma = -1}, {1, 2}).fault()) == "gamma must be at least 0, and finite");
  BOOST_TEST(std::string_view(positive_weighted({}, {1, -2}).fault()) == "pos_weight must be positive and finite");
}

// All of it in constant expressions.
template <std::size_t N, class L>
constexpr double constant(const L& loss, std::array<double, N> y, std::array<double, N> t) {
  std::array<double, N> dy{};
  return differentiate<N>(loss, y, t, dy);
}
static_assert(constant<2>(CrossEntropy{.label_smoothing = 1}, {0.5, 0.5}, {1, 0}) > 0.6931471805 &&
              constant<2>(CrossEntropy{.label_smoothing = 1}, {0.5, 0.5}, {1, 0}) < 0.6931471806);
static_assert(constant<2>(weighted(CrossEntropyWithLogits{}, {1, 3}), {0, 0}, {1, 0}) > 0.69314 &&
              constant<2>(weighted(BinaryCrossEntropy{}, {1, 3}), {0, 1}, {0, 1}) == 0);
static_assert(constant<2>(Focal{.gamma = 0.5}, {1, 0}, {1, 0}) == 0 && constant<2>(Focal{}, {0.5, 0.5}, {1, 0}) > 0.17);
static_assert(constant<2>(BinaryFocalWithLogits{.gamma = 1.5}, {1, 0}, {1, 0}) > 0);
static_assert(constant<2>(KLDivergence{}, {0, -100}, {1, 0}) == 0);

BOOST_AUTO_TEST_SUITE_END()
