#include <array>
#include <cstddef>
#include <cstdint>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(train_perceptron)

using Gate = Net<Dense<2, 1, Step>>;
using Data = DataView<std::array<float, 2>, int>;
constexpr std::array<std::array<float, 2>, 4> inputs{{{0, 0}, {0, 1}, {1, 0}, {1, 1}}};
constexpr std::array<int, 4> and_targets{0, 0, 0, 1}, or_targets{0, 1, 1, 1}, xor_targets{0, 1, 1, 0};

/// AND from zero weights by the rule, on paper (Step is 1 at 0): weights after each pass
///   1: (0,0) b=−1; (0,1) ok; (1,0) ok; (1,1) w=(1,1), b=0     2 mistakes
///   2: (0,0) b=−1; (0,1) w=(1,0), b=−2; (1,0) ok; (1,1) w=(2,1), b=−1     3
///   3: (0,0) ok; (0,1) w=(2,0), b=−2; (1,0) w=(1,0), b=−3; (1,1) w=(2,1), b=−2     3
///   4: (0,1) ok; (1,0) w=(1,1), b=−3; (1,1) w=(2,2), b=−2     2
///   5: (0,1) w=(2,1), b=−3; (1,0) ok; (1,1) ok (0)     1
///   6: none
constexpr auto by_rule = [] {
  struct {
    Gate net;
    PerceptronResult result;
  } r{};
  r.result = fit_perceptron(r.net, Data(inputs, and_targets));
  return r;
}();
static_assert(by_rule.result.epochs == 6 && by_rule.result.mistakes == 0);
static_assert(by_rule.net.weight<0>(0, 0) == 2 && by_rule.net.weight<0>(1, 0) == 1 && by_rule.net.bias<0>(0) == -3);

template <class Net> std::size_t mistakes(const Net& net, const std::array<int, 4>& targets) {
  std::size_t wrong = 0;
  for (std::size_t s = 0; s < 4; ++s) wrong += net.predict(inputs[s]) != std::size_t(targets[s]);
  return wrong;
}
BOOST_AUTO_TEST_CASE(separable_classes_are_learned) {
  for (const auto& targets : {and_targets, or_targets}) {
    Gate net;
    const auto result = fit_perceptron(net, Data(inputs, targets));
    BOOST_TEST(result.mistakes == 0u);
    BOOST_TEST(result.epochs < 20u);
    BOOST_TEST(mistakes(net, targets) == 0u);
    const Gate learned = net;
    const auto again = fit_perceptron(net, Data(inputs, targets));  // nothing left to learn
    BOOST_TEST((again.epochs == 1 && again.mistakes == 0));
    BOOST_TEST(net.parameters == learned.parameters);
  }
}
BOOST_AUTO_TEST_CASE(xor_is_not) {
  Gate net;
  const auto result = fit_perceptron(net, Data(inputs, xor_targets), {.epochs = 50, .rate = 0.5});
  BOOST_TEST(result.epochs == 50u);
  BOOST_TEST(result.mistakes > 0u);
  BOOST_TEST(mistakes(net, xor_targets) > 0u);
}
BOOST_AUTO_TEST_CASE(several_units_and_bytes) {
  // one unit per class: which of three corners is lit
  using Corners = Net<Dense<3, 3, Step>>;
  Corners net;
  Dataset<std::array<std::uint8_t, 3>, int> data;
  for (int k = 0; k < 3; ++k) {
    std::array<std::uint8_t, 3> x{};
    x[std::size_t(k)] = 255;
    data.push_back(x, k);
  }
  const auto result = fit_perceptron(net, data);
  BOOST_TEST(result.mistakes == 0u);
  for (std::size_t k = 0; k < 3; ++k) BOOST_TEST(net.predict(data.inputs[k]) == k);
}
BOOST_AUTO_TEST_CASE(bad_data) {
  Gate net;
  const std::array<int, 4> bad{0, 1, 2, 0};
  BOOST_CHECK_EXCEPTION(fit_perceptron(net, Data(inputs, bad)), data_error,
                        [](const data_error& e) { return e.sample == 2; });
  BOOST_CHECK_THROW(fit_perceptron(net, Data{}), data_error);
}

BOOST_AUTO_TEST_SUITE_END()
