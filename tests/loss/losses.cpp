// Every loss: the laws, PyTorch's figures, extremes, what it declares.
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>
#include <span>
#include <type_traits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/activation/relu.hpp>
#include <sinew/loss/binary_cross_entropy.hpp>
#include <sinew/loss/cross_entropy.hpp>
#include <sinew/loss/differentiate.hpp>
#include <sinew/loss/huber.hpp>
#include <sinew/loss/mae.hpp>
#include <sinew/loss/mse.hpp>
#include <sinew/loss/nll.hpp>

#include "../laws/loss.hpp"
#include "../reference/losses.hpp"

using namespace sinew;
namespace figures = ::reference::losses;
using laws::targets;

namespace mine {
/// log cosh(y − t): knows scalars alone.
struct LogCosh {
  template <std::floating_point T> static T value(T y, T t) { return std::log(std::cosh(y - t)); }
  template <std::floating_point T> static T derivative(T y, T t) { return std::tanh(y - t); }
};
/// Samplewise: the Euclidean distance.
struct Distance {
  template <class T> static T sample(std::span<const T> y, std::span<const T> t, std::span<T> dy) {
    T square{};
    for (std::size_t i = 0; i < y.size(); ++i) square += (y[i] - t[i]) * (y[i] - t[i]);
    const T distance = std::sqrt(square);
    for (std::size_t i = 0; i < y.size(); ++i) dy[i] = distance > 0 ? (y[i] - t[i]) / distance : T(0);
    return distance;
  }
};
}  // namespace mine

BOOST_AUTO_TEST_SUITE(loss_losses)

static_assert(ElementwiseLoss<MSE> && SamplewiseLoss<CrossEntropy> && Loss<mine::LogCosh> && Loss<mine::Distance> &&
              !Loss<ReLU> && !Loss<int>);
static_assert(_detail::fits_output<CrossEntropy, Softmax> && !_detail::fits_output<CrossEntropy, Identity> &&
              !_detail::fits_output<CrossEntropy, ReLU>);
static_assert(_detail::fits_output<CrossEntropyWithLogits, Identity> &&
              _detail::fits_output<CrossEntropyWithLogits, mistake::nothing> &&
              !_detail::fits_output<CrossEntropyWithLogits, Softmax>);
static_assert(_detail::fits_output<BinaryCrossEntropy, Sigmoid> &&
              !_detail::fits_output<BinaryCrossEntropyWithLogits, Sigmoid> && _detail::fits_output<MSE, Softmax>);
static_assert(_detail::fits_output<NLL, LogSoftmax> && !_detail::fits_output<NLL, Softmax> &&
              !_detail::fits_output<CrossEntropy, LogSoftmax> && _detail::gives_logit_gradients<NLL>());
static_assert(_detail::gives_logit_gradients<CrossEntropy>() && _detail::gives_logit_gradients<BinaryCrossEntropy>() &&
              !_detail::gives_logit_gradients<CrossEntropyWithLogits>());

BOOST_AUTO_TEST_CASE(laws_hold) {
  laws::loss(MSE{}, targets::numbers);
  laws::loss(SquaredError{}, targets::numbers);
  laws::loss(MAE{}, targets::numbers);
  laws::loss(Huber{}, targets::numbers);
  laws::loss(Huber{.delta = 0.3}, targets::numbers);
  laws::loss(CrossEntropy{}, targets::distributions);
  laws::loss(CrossEntropy{}, targets::probabilities);  // targets of any mass
  laws::loss(CrossEntropyWithLogits{}, targets::distributions);
  laws::loss(CrossEntropyWithLogits{}, targets::probabilities);
  laws::loss(NLL{}, targets::distributions);
  laws::loss(NLL{}, targets::probabilities);
  laws::loss(BinaryCrossEntropy{}, targets::probabilities);
  laws::loss(BinaryCrossEntropyWithLogits{}, targets::probabilities);
  laws::loss(mine::LogCosh{}, targets::numbers);
  laws::loss(mine::Distance{}, targets::numbers);
}
BOOST_AUTO_TEST_CASE(a_perfect_fit_is_the_least) {
  laws::perfect_fit_is_least<3>(MSE{}, targets::numbers);
  laws::perfect_fit_is_least<3>(SquaredError{}, targets::numbers);
  laws::perfect_fit_is_least<3>(MAE{}, targets::numbers);
  laws::perfect_fit_is_least<3>(Huber{.delta = 0.3}, targets::numbers);
  laws::perfect_fit_is_least<3>(CrossEntropy{}, targets::distributions);
  laws::perfect_fit_is_least<3>(BinaryCrossEntropy{}, targets::probabilities);
}

/// The example's value and gradient, in double to 1e-15 and in float to 1e-6; `y` replaces the input where the loss is
/// over probabilities.
template <class L>
void agrees(const L& loss, const figures::example& e, const std::array<double, 12>& y, double value_tolerance = 1e-15) {
  constexpr std::size_t N = figures::outputs;
  std::array<double, 12> dy{};
  BOOST_TEST(std::abs(differentiate<N>(loss, y, e.target, dy) - e.value) <= value_tolerance * e.value);
  std::array<float, 12> y32{}, t32{}, dy32{};
  for (std::size_t i = 0; i < 12; ++i) {
    BOOST_TEST(std::abs(dy[i] - e.gradient[i]) <= 1e-16 + 2e-15 * std::abs(e.gradient[i]));
    y32[i] = float(y[i]);
    t32[i] = float(e.target[i]);
  }
  const float value = differentiate<N>(loss, y32, t32, dy32);
  BOOST_TEST(std::abs(double(value) - e.value) <= 1e-6 * e.value);
  for (std::size_t i = 0; i < 12; ++i) BOOST_TEST(std::abs(double(dy32[i]) - e.gradient[i]) <= 1e-7);
}
BOOST_AUTO_TEST_CASE(outside_figures) {
  agrees(MSE{}, figures::mse, figures::mse.input);
  agrees(SquaredError{}, figures::squared_error, figures::squared_error.input);
  agrees(MAE{}, figures::mae, figures::mae.input);
  agrees(Huber{}, figures::huber, figures::huber.input);
  agrees(Huber{.delta = 0.5}, figures::huber_half, figures::huber_half.input);
  agrees(Huber{.delta = 3}, figures::huber_3, figures::huber_3.input);
  agrees(CrossEntropyWithLogits{}, figures::cross_entropy_index, figures::cross_entropy_index.input);
  agrees(CrossEntropyWithLogits{}, figures::cross_entropy_soft, figures::cross_entropy_soft.input);
  agrees(CrossEntropyWithLogits{}, figures::cross_entropy_large, figures::cross_entropy_large.input);
  agrees(BinaryCrossEntropyWithLogits{}, figures::binary_cross_entropy, figures::binary_cross_entropy.input);
  agrees(BinaryCrossEntropyWithLogits{}, figures::binary_cross_entropy_large,
         figures::binary_cross_entropy_large.input);
  // over probabilities: the same values and, by from_logits, the same gradients
  agrees(CrossEntropy{}, figures::cross_entropy_index, figures::softmax_of_input, 3e-15);
  agrees(CrossEntropy{}, figures::cross_entropy_soft, figures::softmax_of_input, 3e-15);
  agrees(BinaryCrossEntropy{}, figures::binary_cross_entropy, figures::sigmoid_of_input, 3e-15);
  agrees(NLL{}, figures::cross_entropy_index, figures::log_softmax_of_input, 3e-15);
  agrees(NLL{}, figures::cross_entropy_soft, figures::log_softmax_of_input, 3e-15);
  agrees(NLL{}, figures::cross_entropy_large, figures::log_softmax_of_large, 3e-15);
}

template <std::size_t N, class L>
float value_of(const L& loss, std::array<float, N> y, std::array<float, N> t, std::array<float, N>& dy) {
  return differentiate<N>(loss, y, t, dy);
}
BOOST_AUTO_TEST_CASE(extremes) {
  std::array<float, 2> dy{};
  // a class of probability 0 costs 100 (PyTorch's BCELoss has the same cut), not infinity; its gradient stays p − t
  BOOST_TEST(value_of<2>(CrossEntropy{}, {1, 0}, {0, 1}, dy) == 100);
  BOOST_TEST((dy[0] == 1 && dy[1] == -1));
  BOOST_TEST(value_of<2>(BinaryCrossEntropy{}, {1, 0}, {0, 1}, dy) == 100);
  BOOST_TEST((dy[0] == 0.5f && dy[1] == -0.5f));
  BOOST_TEST(value_of<2>(BinaryCrossEntropy{}, {1, 0}, {1, 0}, dy) == 0);
  BOOST_TEST(value_of<2>(CrossEntropy{}, {1, 0}, {1, 0}, dy) == 0);
  BOOST_TEST(value_of<2>(NLL{}, {0, -std::numeric_limits<float>::infinity()}, {1, 0}, dy) == 0);
  BOOST_TEST((dy[0] == 0 && dy[1] == 0));
  // logits as far out as they get
  BOOST_TEST(value_of<2>(CrossEntropyWithLogits{}, {1e30f, -1e30f}, {1, 0}, dy) == 0);
  BOOST_TEST((dy[0] == 0 && dy[1] == 0));
  BOOST_TEST(value_of<2>(BinaryCrossEntropyWithLogits{}, {1e30f, -1e30f}, {1, 0}, dy) == 0);
  BOOST_TEST(value_of<2>(BinaryCrossEntropyWithLogits{}, {1e30f, 0}, {0, 0}, dy) == 0.5e30f);
  BOOST_TEST(value_of<2>(Huber{}, {1e30f, 0}, {0, 0}, dy) == 0.5e30f);
  BOOST_TEST((dy[0] == 0.5f && dy[1] == 0));
}
BOOST_AUTO_TEST_CASE(nan_reaches_the_value) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  std::array<float, 2> dy{};
  BOOST_TEST(std::isnan(value_of<2>(MSE{}, {nan, 0}, {0, 0}, dy)));
  BOOST_TEST(std::isnan(value_of<2>(SquaredError{}, {0, nan}, {0, 0}, dy)));
  BOOST_TEST(std::isnan(value_of<2>(MAE{}, {nan, 0}, {0, 0}, dy)));
  BOOST_TEST(std::isnan(dy[0]));
  BOOST_TEST(std::isnan(value_of<2>(Huber{}, {nan, 0}, {0, 0}, dy)));
  BOOST_TEST(std::isnan(dy[0]));
  BOOST_TEST(std::isnan(value_of<2>(CrossEntropy{}, {nan, nan}, {0, 1}, dy)));
  BOOST_TEST(std::isnan(value_of<2>(CrossEntropyWithLogits{}, {0, nan}, {1, 0}, dy)));
  BOOST_TEST(std::isnan(value_of<2>(NLL{}, {0, nan}, {0, 1}, dy)));
  BOOST_TEST(std::isnan(value_of<2>(BinaryCrossEntropy{}, {nan, 0}, {0, 0}, dy)));
  BOOST_TEST(std::isnan(value_of<2>(BinaryCrossEntropyWithLogits{}, {nan, 0}, {0, 0}, dy)));
}

// All of it in constant expressions.
constexpr std::array<float, 3> slope_of_mse = [] {
  std::array<float, 3> y{1, 2, 3}, t{1, 0, 6}, dy{};
  differentiate<3>(MSE{}, y, t, dy);
  return dy;
}();
static_assert(slope_of_mse[0] == 0 && slope_of_mse[1] > 1.333f && slope_of_mse[1] < 1.334f && slope_of_mse[2] == -2);

// A batch at once beside its samples one by one: one-hot and soft targets, zeros in both, fewer and more classes than a
// register holds.
template <class L, class T, std::size_t N> void batch_is_its_samples(double tolerance) {
  constexpr std::size_t count = 19;
  auto draw = laws::draws(N);
  std::vector<T> y(count * N), t(count * N), dy(count * N, T(99)), row(N);
  for (std::size_t s = 0; s < count; ++s) {
    T sum{};
    for (std::size_t i = 0; i < N; ++i)
      sum += y[s * N + i] = std::is_same_v<L, CrossEntropy> ? T(0.01 + std::abs(draw())) : T(3 * draw());
    if constexpr (std::is_same_v<L, CrossEntropy>)
      for (std::size_t i = 0; i < N; ++i) y[s * N + i] = s == 3 && i == 0 ? T(0) : y[s * N + i] / sum;
    for (std::size_t i = 0; i < N; ++i) t[s * N + i] = s % 2 == 0 ? T(i == s % N) : T(std::abs(draw()));
  }
  double total = 0;
  const T scale = T(0.25);
  const T got = L{}.template batch<N>(y.data(), t.data(), dy.data(), count, scale);
  for (std::size_t s = 0; s < count; ++s) {
    total += double(L{}.sample(std::span<const T>(y).subspan(s * N, N), std::span<const T>(t).subspan(s * N, N),
                               std::span<T>(row)));
    for (std::size_t i = 0; i < N; ++i)
      BOOST_TEST(std::abs(double(dy[s * N + i]) - double(row[i] * scale)) <= tolerance);
  }
  BOOST_TEST(std::abs(double(got) - total) <= tolerance * (1 + std::abs(total)));
  BOOST_TEST((L{}.template batch<N>(y.data(), t.data(), static_cast<T*>(nullptr), count, scale) == got));
}
BOOST_AUTO_TEST_CASE(cross_entropy_of_a_batch) {
  batch_is_its_samples<CrossEntropy, float, 2>(2e-6);
  batch_is_its_samples<CrossEntropy, float, 10>(2e-6);
  batch_is_its_samples<CrossEntropy, float, 45>(2e-6);
  batch_is_its_samples<CrossEntropy, double, 3>(1e-14);
  batch_is_its_samples<CrossEntropyWithLogits, float, 3>(2e-6);
  batch_is_its_samples<CrossEntropyWithLogits, float, 17>(2e-6);
  batch_is_its_samples<CrossEntropyWithLogits, double, 33>(1e-14);
  batch_is_its_samples<NLL, float, 3>(5e-6);
  batch_is_its_samples<NLL, float, 17>(5e-6);
  batch_is_its_samples<NLL, double, 33>(1e-13);
}

BOOST_AUTO_TEST_SUITE_END()
