// What cannot learn is refused before the first epoch: batch statistics of one sample, options out of their range.
// (What is refused at compile time: tests/errors.)
#include <array>
#include <cstddef>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>
#include <sinew/diagnose/diagnose.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(train_cannot_learn)

const auto says = [](const std::string& text) { return [text](const Error& e) { return e.what() == text; }; };

using Point = std::array<double, 2>;
Dataset<Point, double> points(std::size_t count) {
  Dataset<Point, double> data;
  for (std::size_t i = 0; i < count; ++i) {
    const double x = static_cast<double>(i * 7 % 11) / 11;
    data.push_back({x, 1 - x * x}, x);
  }
  return data;
}
template <std::size_t Batch, class Net> std::string complaint(std::size_t count) {
  Net net;
  initialize(net, 1);
  const Net before = net;
  try {
    fit<Batch>(net, points(count), MSE{}, SGD{.rate = 0.1});
  } catch (const data_error& e) {
    BOOST_TEST(e.sample == count - 1);
    BOOST_TEST((net.parameters == before.parameters));
    return e.what();
  }
  return "none";
}

using Vectors = BasicNet<double, Dense<2, 4>, BatchNorm<>, Activate<Tanh>, Dense<4, 1>>;
using Images = BasicNet<double, Input<1, 1, 2>, BatchNorm<>, Flatten, Dense<2, 1>>;
using Samplewise = BasicNet<double, Dense<2, 4>, LayerNorm<>, Dense<4, 1>>;

// PyTorch: "Expected more than 1 value per channel when training, got input size torch.Size([1, 4])".
BOOST_AUTO_TEST_CASE(a_last_batch_of_one_vector) {
  const std::string text =
      "fit: 65 samples in batches of 64 leave a last batch of 1 sample, and BatchNorm of vectors needs at least 2, "
      "because 1 has no variance; choose another batch size, or leave 1 sample out (subset)";
  BOOST_TEST((complaint<64, Vectors>(65) == text));
  BOOST_TEST((complaint<64, Vectors>(1).starts_with("fit: 1 sample in batches of 64")));
  BOOST_TEST((complaint<64, Vectors>(66) == "none"));
  BOOST_TEST((complaint<64, Vectors>(64) == "none"));
  BOOST_TEST((complaint<64, Images>(65) == "none"));  // two pixels have a variance
  BOOST_TEST((complaint<64, Samplewise>(65) == "none"));
}
BOOST_AUTO_TEST_CASE(validation_and_evaluation_take_any_number) {
  Vectors net;
  initialize(net, 1);
  const auto data = points(64), more = points(65);
  const History history = fit<64>(net, data, MSE{}, SGD{.rate = 0.1}, {.validation = more});
  BOOST_TEST(history.last().validation_loss == evaluate<64>(net, more, MSE{}).loss);
}
// Two samples are normalized to 1 and −1 (but for ε), so the squared error of targets 0 is 1; one alone would give 0.
BOOST_AUTO_TEST_CASE(diagnose_leaves_the_one_out) {
  using Normal = BasicNet<double, Input<1>, BatchNorm<NoAffine>, Dense<1, 1>>;
  Normal net;
  initialize(net, 1);
  net.weight<2>(0, 0) = 1;
  const std::array<std::array<double, 1>, 3> inputs{{{10}, {20}, {40}}};
  const std::array<double, 3> targets{};
  const DataView data(inputs, targets);
  const MSE loss;
  const DiagnoseOptions options;
  _detail::NetMeasurement<Normal, 2, DataView<std::array<double, 1>, double>, MSE> measured(net, data, loss, options);
  measured.measure_units();
  BOOST_TEST(measured.m.loss == 1, boost::test_tools::tolerance(1e-6));
}

template <class Loss, class Optimizer>
std::string refused(const Loss& loss, const Optimizer& optimizer, const FitOptions<DataView<Point, double>>& options) {
  Samplewise net;
  initialize(net, 1);
  const auto data = points(8);
  try {
    fit<4>(net, data, loss, optimizer, options);
  } catch (const option_error& e) { return e.what(); }
  return "none";
}
BOOST_AUTO_TEST_CASE(options_out_of_range) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(refused(MSE{}, SGD{.rate = -0.1}, {}) == "fit: the optimizer's rate is -0.1, expected at least 0");
  BOOST_TEST(refused(MSE{}, SGD{.rate = nan}, {}).starts_with("fit: the optimizer's rate is "));
  BOOST_TEST(refused(MSE{}, SGD{.rate = 0}, {}) == "none");
  BOOST_TEST(refused(MSE{}, SGD{}, {.clip_norm = -1}) == "fit: clip_norm is -1, expected at least 0");
  BOOST_TEST(refused(MSE{}, SGD{}, {.clip_norm = nan}).starts_with("fit: clip_norm is "));
  BOOST_TEST(refused(Huber{.delta = 0}, SGD{}, {}) == "fit: Huber's delta must be positive");
  BOOST_TEST(refused(Huber{.delta = nan}, SGD{}, {}) == "fit: Huber's delta must be positive");
  BOOST_TEST(refused(Huber{.delta = 1e-3}, SGD{}, {}) == "none");

  const Samplewise net{};
  const auto data = points(8);
  BOOST_CHECK_EXCEPTION(static_cast<void>(evaluate(net, data, Huber{.delta = -1})), option_error,
                        says("evaluate: Huber's delta must be positive"));
  Workspace<std::remove_cvref_t<decltype(net)>, 2> w;
  std::vector<typename decltype(w)::scalar> t(2 * w.outputs);
  BOOST_CHECK_EXCEPTION(static_cast<void>(evaluate(net, data, Huber{.delta = -1}, w, t)), option_error,
                        says("evaluate: Huber's delta must be positive"));
  Net<Dense<2, 1, Step>> perceptron;
  const std::array<std::array<float, 2>, 2> inputs{{{0, 1}, {1, 0}}};
  const std::array<int, 2> classes{0, 1};
  BOOST_CHECK_EXCEPTION(fit_perceptron(perceptron, DataView(inputs, classes), {.rate = -1}), option_error,
                        says("fit_perceptron: rate is -1, expected at least 0"));
}

BOOST_AUTO_TEST_SUITE_END()
