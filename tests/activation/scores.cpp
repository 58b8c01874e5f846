// softmax, log_softmax, argmax and top_k: PyTorch's figures, ties, NaN, every kind of argument.
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/activation/identity.hpp>
#include <sinew/activation/scores.hpp>
#include <sinew/layer/dense.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/workspace.hpp>

#include "../random/aborts.hpp"
#include "../reference/scores.hpp"

using namespace sinew;
namespace figures = ::reference::scores;

BOOST_AUTO_TEST_SUITE(activation_scores)

BOOST_AUTO_TEST_CASE(figures_of_pytorch) {
  const auto p = softmax(figures::scores), logs = log_softmax(figures::scores);
  std::array<float, 20> single{};
  for (std::size_t i = 0; i < 20; ++i) {
    BOOST_TEST(std::abs(p[i] - figures::softmax[i]) <= 1e-15 * figures::softmax[i] + 1e-17);
    BOOST_TEST(std::abs(logs[i] - figures::log_softmax[i]) <= 2e-15 * std::abs(figures::log_softmax[i]));
    single[i] = float(figures::scores[i]);
  }
  const auto p32 = softmax(single);
  for (std::size_t i = 0; i < 20; ++i) BOOST_TEST(std::abs(double(p32[i]) - figures::softmax[i]) <= 1e-6);
  const auto of_large = softmax(figures::large), logs_of_large = log_softmax(figures::large);
  for (std::size_t i = 0; i < 4; ++i) {
    BOOST_TEST(std::abs(of_large[i] - figures::softmax_of_large[i]) <= 1e-15);
    BOOST_TEST(std::abs(logs_of_large[i] - figures::log_softmax_of_large[i]) <= 1e-12);
  }
  BOOST_TEST(argmax(figures::scores) == figures::argmax);
  const auto top = top_k<7>(figures::scores);
  for (std::size_t k = 0; k < 7; ++k) {
    BOOST_TEST(top[k].index == figures::topk_indices[k]);
    BOOST_TEST(top[k].value == figures::topk_values[k]);
  }
  BOOST_TEST(top_k<1>(figures::scores)[0].index == figures::argmax);
}

constexpr std::array ties{1, 3, 3, 0, 3, 2};
static_assert(argmax(ties) == 1 && top_k<6>(ties)[0].index == 1 && top_k<6>(ties)[1].index == 2 &&
              top_k<6>(ties)[2].index == 4 && top_k<6>(ties)[3] == Ranked<int>{5, 2} && top_k<6>(ties)[5].index == 3 &&
              top_k<2>(ties)[1].index == 2);
constexpr std::array equal{0.0f, 0.0f};
static_assert(softmax(equal)[1] == 0.5f && log_softmax(equal)[0] < -0.6931f);

BOOST_AUTO_TEST_CASE(kinds_of_values) {
  using Plain = BasicNet<float, Dense<2, 3>>;
  Plain net;
  net.parameters = {};
  net.bias<0>(1) = 2;
  Workspace<Plain, 2> w;
  for (float& v : w.x().flat()) v = 0;
  net.forward(w);
  BOOST_TEST(argmax(net({1, 1})) == 1u);
  BOOST_TEST(argmax(w.y()[1]) == 1u);
  BOOST_TEST((top_k<2>(w.y()[0])[0] == Ranked<float>{1, 2}));
  const auto p = softmax(w.y()[0]);
  BOOST_TEST(p[1] == softmax(std::span<const float, 3>(net({0, 0})))[1]);
  BOOST_TEST(std::abs(p[0] + p[1] + p[2] - 1) < 1e-6f);
  const float list[] = {1, 5, 2};
  BOOST_TEST(argmax(list) == 1u);
  BOOST_TEST(std::abs(softmax(list)[1] - 0.936240f) < 1e-6f);
  const std::vector<double> many{4, 1, 9};
  BOOST_TEST(argmax(many) == 2u);
  BOOST_TEST((top_k<3>(std::span(many))[2] == Ranked<double>{1, 1}));
}
BOOST_AUTO_TEST_CASE(not_numbers) {
  const float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
  const std::array<float, 4> y{nan, -infinity, 2, nan};
  BOOST_TEST(argmax(y) == 2u);
  const auto top = top_k<4>(y);
  BOOST_TEST((top[0].index == 2 && top[1].index == 1 && top[2].index == 0 && top[3].index == 3));
  BOOST_TEST(std::isnan(softmax(y)[2]));
}
BOOST_AUTO_TEST_CASE(bounds) {
  BOOST_TEST(aborts([] { static_cast<void>(argmax(std::vector<float>{})); }));
  BOOST_TEST(aborts([] { static_cast<void>(top_k<3>(std::vector<float>{1, 2})); }));
}

BOOST_AUTO_TEST_SUITE_END()
