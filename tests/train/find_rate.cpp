// find_rate: each step by the formula, the suggestion of tests/reference/rates.py, what it leaves as it is, its ends.
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../reference/rates.hpp"

using namespace sinew;
namespace expected = reference::rates;

BOOST_AUTO_TEST_SUITE(train_find_rate)

using Line = BasicNet<double, Dense<1, 1>>;
/// Samples that all have x = 1 and the target 10: a step of SGD takes y = w + b to y + 4 rate (10 - y).
Dataset<std::array<double, 1>, double> ten(std::size_t count) {
  Dataset<std::array<double, 1>, double> data;
  for (std::size_t i = 0; i < count; ++i) data.push_back({1}, 10);
  return data;
}
const FindRateOptions options{.lowest = 1e-4, .highest = 1e3, .steps = 100, .smoothing = 0.9};

BOOST_AUTO_TEST_CASE(steps_and_suggestion) {
  const auto close = boost::test_tools::tolerance(1e-9);
  const Line net;
  const auto data = ten(10);
  const RateCurve curve = find_rate<4>(net, data, MSE{}, SGD{.rate = 7}, options);  // three steps in an epoch
  BOOST_REQUIRE(curve.points.size() == expected::rate.size());                      // ended by the factor
  for (std::size_t i = 0; i < expected::rate.size(); ++i) {
    BOOST_TEST(curve.points[i].rate == expected::rate[i], close);
    if (expected::loss[i] > 1e-6) BOOST_TEST(curve.points[i].loss == expected::loss[i], close);
    BOOST_TEST(curve.points[i].smoothed == expected::smoothed[i], close);
  }
  BOOST_TEST(curve.suggestion() == expected::suggestion, close);
  BOOST_TEST((net.parameters == Line{}.parameters));  // a copy was trained

  const std::vector<std::vector<std::array<double, 1>>> ones(3, {{1}, {1}, {1}, {1}}),
      tens(3, {{10}, {10}, {10}, {10}});
  const RateCurve of_sequences = find_rate<3, 2>(net, DataView(ones, tens), MSE{}, SGD{}, options);
  BOOST_REQUIRE(of_sequences.points.size() == expected::rate.size());
  BOOST_TEST(of_sequences.suggestion() == expected::suggestion, close);
}

BOOST_AUTO_TEST_CASE(ends) {
  const Line net;
  const auto data = ten(4);
  FindRateOptions all = options;
  all.stop_factor = std::numeric_limits<double>::infinity();
  all.highest = 0.1;
  const RateCurve whole = find_rate<4>(net, data, MSE{}, SGD{}, all);
  BOOST_TEST(whole.points.size() == 100u);
  BOOST_TEST(whole.points[99].rate == 0.1, boost::test_tools::tolerance(1e-12));
  all.highest = 1e300;  // until the loss is not finite
  all.lowest = 1e2;
  const RateCurve diverged = find_rate<4>(net, data, MSE{}, SGD{}, all);
  BOOST_TEST(diverged.points.size() > 1u);
  BOOST_TEST(diverged.points.size() < 100u);
  BOOST_TEST(std::isnan(diverged.suggestion()));  // it falls nowhere
  BOOST_TEST(std::isnan(RateCurve{}.suggestion()));
  RateCurve three;
  for (const double smoothed : {3.0, 2.0, 0.5}) three.points.push_back({smoothed, smoothed, smoothed});
  BOOST_TEST(three.suggestion(0, 0) == 0.5);  // slopes -1, -1.25 and -1.5
  BOOST_TEST(three.suggestion(0, 1) == 3);    // -1 and -1: the first of equals
  BOOST_TEST(std::isnan(three.suggestion(0, 2)));
  BOOST_TEST(std::isnan(three.suggestion(2, 4)));
}

BOOST_AUTO_TEST_CASE(a_good_rate_learns) {
  using Curve = Net<Dense<1, 16, Tanh>, Dense<16, 1>>;
  Dataset<std::array<float, 1>, float> data;
  for (int i = 0; i < 200; ++i) {
    const float x = static_cast<float>(i) * 0.03f - 3;
    data.push_back({x}, std::sin(x));
  }
  Curve net;
  initialize(net, 1);
  const double rate = find_rate<16>(net, data, MSE{}, Adam{}).suggestion();
  BOOST_TEST(rate > 1e-4);
  BOOST_TEST(rate < 1);
  const History history = fit<16>(net, data, MSE{}, Adam{.rate = rate}, {.epochs = 30});
  BOOST_TEST(history.last().loss < 0.02);
}

BOOST_AUTO_TEST_CASE(options_out_of_range) {
  const Line net;
  const auto data = ten(4);
  for (const FindRateOptions& wrong :
       {FindRateOptions{.lowest = 0}, FindRateOptions{.lowest = 1, .highest = 1}, FindRateOptions{.steps = 1},
        FindRateOptions{.highest = std::numeric_limits<double>::infinity()}, FindRateOptions{.smoothing = 1},
        FindRateOptions{.stop_factor = 0.5}, FindRateOptions{.clip_norm = -1}})
    BOOST_CHECK_THROW(static_cast<void>(find_rate<4>(net, data, MSE{}, SGD{}, wrong)), option_error);
  BOOST_CHECK_THROW(static_cast<void>(find_rate<4>(net, ten(0), MSE{}, SGD{})), data_error);
}

BOOST_AUTO_TEST_SUITE_END()
