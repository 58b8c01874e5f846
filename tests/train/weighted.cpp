// Class weights and weights of samples in every form of training and evaluation: PyTorch's figures, and the same
// results by all of them.
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/draws.hpp"
#include "../reference/losses.hpp"

using namespace sinew;
namespace figures = ::reference::losses;

BOOST_AUTO_TEST_SUITE(train_weighted)

// A net that gives its input, z of the figures: the step of its biases is that along the gradient at the scores.
using Plain = BasicNet<double, Dense<3, 3>>;

template <class Net> void copy_inputs(Net& net) {
  for (std::size_t i = 0; i < 3; ++i) {
    net.template bias<0>(i) = 0;
    for (std::size_t k = 0; k < 3; ++k) net.template weight<0>(i, k) = i == k;
  }
}
Dataset<std::array<double, 3>, int> samples() {
  Dataset<std::array<double, 3>, int> data;
  for (std::size_t s = 0; s < 4; ++s)
    data.push_back({figures::mse.input[3 * s], figures::mse.input[3 * s + 1], figures::mse.input[3 * s + 2]},
                   figures::classes[s]);
  return data;
}
Dataset<std::array<double, 3>, std::array<double, 3>> numbers() {
  Dataset<std::array<double, 3>, std::array<double, 3>> data;
  for (std::size_t s = 0; s < 4; ++s)
    data.push_back({figures::mse.input[3 * s], figures::mse.input[3 * s + 1], figures::mse.input[3 * s + 2]},
                   {figures::mse.target[3 * s], figures::mse.target[3 * s + 1], figures::mse.target[3 * s + 2]});
  return data;
}
constexpr std::array<double, 3> weights{0.2, 1, 5};
constexpr std::array<double, 4> of_samples{1, 0.5, 0, 3};

template <class Net> void moved_as(const Net& net, const figures::example& e, const char* how) {
  for (std::size_t i = 0; i < 3; ++i) {
    double sum = 0;
    for (std::size_t s = 0; s < 4; ++s) sum += e.gradient[3 * s + i];
    BOOST_TEST(std::abs(net.template bias<0>(i) + sum) < 1e-14, how << ": " << net.template bias<0>(i) << ", " << -sum);
  }
}
/// All forms of a training step on the four samples, and of evaluation, give the figures.
template <class Net, class Data, class L>
void agrees(const Data& data, const L& loss, const figures::example& e, double accuracy) {
  const auto near = [&](double value) { return std::abs(value - e.value) < 1e-14 * e.value; };
  Net net;
  copy_inputs(net);
  BOOST_TEST(near(evaluate(net, data, loss).loss));
  const Evaluation in_parts = evaluate<3>(net, data, loss);  // the mean over all samples, whatever the batch
  BOOST_TEST(near(in_parts.loss));
  BOOST_TEST((std::isnan(accuracy) || in_parts.accuracy == accuracy));

  const History history = fit<4>(net, data, loss, SGD{.rate = 1}, {.validation = data});
  BOOST_TEST(near(history.epochs[0].loss));
  BOOST_TEST((std::isnan(accuracy) || history.epochs[0].accuracy == accuracy));
  moved_as(net, e, "fit");
  copy_inputs(net);
  BOOST_TEST(near(fit<3>(net, data, loss, SGD{.rate = 0}).epochs[0].loss));
  copy_inputs(net);
  Trainer<Net, SGD> trainer(net, SGD{.rate = 1});
  BOOST_TEST(near(trainer.template fit<4>(data, loss).epochs[0].loss));
  moved_as(net, e, "Trainer");

  copy_inputs(net);
  Workspace<Net, 4, Mode::training> w;
  for (std::size_t s = 0; s < 4; ++s)
    for (std::size_t i = 0; i < 3; ++i) w.x()[s][i] = data.inputs[s][i];
  Optimizer<SGD, Net> optimizer(SGD{.rate = 1});
  BOOST_TEST(near(train_step(net, w, data.targets, loss, optimizer)));
  moved_as(net, e, "train_step");
}
BOOST_AUTO_TEST_CASE(figures_of_pytorch) {
  const auto data = samples();
  const double right = [&] {
    Plain net;
    copy_inputs(net);
    return accuracy(net, data);
  }();
  using WithSoftmax = BasicNet<double, Dense<3, 3, Softmax>>;
  agrees<Plain>(data, weighted(CrossEntropyWithLogits{}, weights), figures::weighted_classes, right);
  agrees<WithSoftmax>(data, weighted(CrossEntropy{}, weights), figures::weighted_classes, right);
  agrees<WithSoftmax>(data, weighted(CrossEntropy{.label_smoothing = 0.1}, weights), figures::weighted_smoothed, right);
  agrees<WithSoftmax>(data, CrossEntropy{.label_smoothing = 0.1}, figures::smoothed, right);
  agrees<WithSoftmax>(data, Focal{}, figures::focal_classes, right);
  agrees<Plain>(weighted(data, of_samples), CrossEntropyWithLogits{}, figures::weighted_samples, right);
  agrees<WithSoftmax>(weighted(data, of_samples), CrossEntropy{}, figures::weighted_samples, right);
  agrees<Plain>(weighted(data, of_samples), weighted(CrossEntropyWithLogits{}, weights), figures::weighted_both, right);
  agrees<Plain>(weighted(numbers(), of_samples), MSE{}, figures::weighted_squares, not_measured);
}
BOOST_AUTO_TEST_CASE(sequences) {
  const auto data = samples();
  const std::vector<std::vector<std::array<double, 3>>> inputs{data.inputs};
  const std::vector<std::vector<WeightedTarget<int>>> targets{weighted(data.targets, of_samples)};
  const DataView view(inputs, targets);
  const auto check = [&](const auto& loss, const figures::example& e) {
    Plain net;
    copy_inputs(net);
    const double value = evaluate<2, 3>(net, view, loss).loss;
    BOOST_TEST(std::abs(value - e.value) < 1e-14 * e.value);
    const History history = fit<1, 4>(net, view, loss, SGD{.rate = 1});
    BOOST_TEST(std::abs(history.epochs[0].loss - e.value) < 1e-14 * e.value);
    moved_as(net, e, "sequences");
  };
  check(CrossEntropyWithLogits{}, figures::weighted_samples);
  check(weighted(CrossEntropyWithLogits{}, weights), figures::weighted_both);
}

// A batch in micro-batches: the mean is that over the whole batch.
using Images = BasicNet<double, Input<2, 32, 32>, Conv2D<3, 3, Tanh>, AvgPool2D<2>, Flatten, Dense<675, 3, Softmax>>;
BOOST_AUTO_TEST_CASE(micro_batches) {
  static_assert(simd::native_lanes<double> == 1 || _detail::micro_batch<Images, 64>() < 64);
  Dataset<std::array<double, Images::input::size>, int> data;
  Engine engine(3);
  auto draw = laws::draws(1);
  for (int s = 0; s < 60; ++s) {
    std::array<double, Images::input::size> image;
    for (double& v : image) v = draw();
    data.push_back(image, s % 5 == 0 ? 0 : 1 + s % 2);
  }
  std::vector<double> of_all;
  for (int s = 0; s < 60; ++s) of_all.push_back(s % 4 * 0.5);
  const auto with_weights = weighted(data, of_all);
  const auto loss = weighted(CrossEntropy{}, balanced_weights<3>(data));
  const auto net = std::make_unique<Images>();
  initialize(*net, engine);
  const auto check = [&](const auto& samples, const auto& how) {
    const auto by_parts = std::make_unique<Images>(*net), at_once = std::make_unique<Images>(*net);
    const History history = fit<64>(*by_parts, samples, how, SGD{.rate = 0.1}, {.shuffle = false});
    const auto w = std::make_unique<Workspace<Images, 60, Mode::training>>();
    for (std::size_t s = 0; s < 60; ++s)
      for (std::size_t i = 0; i < samples.inputs[s].size(); ++i) w->x()[s][i] = samples.inputs[s][i];
    const auto optimizer = std::make_unique<Optimizer<SGD, Images>>(SGD{.rate = 0.1});
    const double value = train_step(*at_once, *w, samples.targets, how, *optimizer);
    BOOST_TEST(std::abs(history.epochs[0].loss - value) < 1e-14);
    double most = 0, moved = 0;
    for (std::size_t i = 0; i < net->parameters.size(); ++i) {
      most = std::max(most, std::abs(by_parts->parameters[i] - at_once->parameters[i]));
      moved = std::max(moved, std::abs(by_parts->parameters[i] - net->parameters[i]));
    }
    BOOST_TEST(most < 1e-14);
    BOOST_TEST(moved > 1e-3);
  };
  check(data, loss);
  check(with_weights, CrossEntropy{});
  check(with_weights, loss);
}

// Three answers, of which the weights count: as if each sample were there as often as its weight says.
BOOST_AUTO_TEST_CASE(weights_are_repetitions) {
  const auto data = samples();
  Dataset<std::array<double, 3>, int> repeated;
  const std::array<std::uint8_t, 4> times{1, 0, 2, 3};
  for (std::size_t s = 0; s < 4; ++s)
    for (int k = 0; k < times[s]; ++k) repeated.push_back(data.inputs[s], data.targets[s]);
  Plain net;
  copy_inputs(net);
  BOOST_TEST(std::abs(evaluate(net, weighted(data, times), CrossEntropyWithLogits{}).loss * 4 / 6 -
                      evaluate(net, repeated, CrossEntropyWithLogits{}).loss) < 1e-14);
  BOOST_TEST(std::abs(evaluate(net, weighted(data), CrossEntropyWithLogits{}).loss -
                      evaluate(net, data, CrossEntropyWithLogits{}).loss) < 1e-14);
  // splits keep them
  Dataset<std::array<double, 3>, int> many;
  std::vector<double> of_many;
  for (int s = 0; s < 20; ++s) {
    many.push_back({double(s), 0, 0}, s % 2);
    of_many.push_back(s);
  }
  const auto [train, test] = stratified_split(weighted(many, of_many), 0.2, 1);
  BOOST_TEST(train.size() == 16u);
  for (std::size_t s = 0; s < train.size(); ++s) BOOST_TEST(train.targets[s].weight == train.inputs[s][0]);
}
BOOST_AUTO_TEST_CASE(balanced) {
  const auto data = samples();  // classes 2 0 1 2
  const std::array<double, 3> expected{4.0 / 3, 4.0 / 3, 2.0 / 3};
  BOOST_TEST(balanced_weights<3>(data) == expected, boost::test_tools::per_element());
  BOOST_TEST(balanced_weights<3>(weighted(data)) == expected, boost::test_tools::per_element());
  BOOST_CHECK_EXCEPTION(static_cast<void>(balanced_weights<4>(data)), data_error, [](const data_error& e) {
    return std::string(e.what()) == "balanced_weights: there are no samples of class 3, expected at least one";
  });
  BOOST_CHECK_EXCEPTION(static_cast<void>(balanced_weights<2>(data)), data_error, [](const data_error& e) {
    return e.sample == 0 && std::string(e.what()) == "balanced_weights: sample 0 has class 2, expected 0 to 1";
  });
}
BOOST_AUTO_TEST_CASE(bad_values) {
  Plain net;
  copy_inputs(net);
  const auto data = samples();
  BOOST_CHECK_EXCEPTION(fit(net, weighted(data, std::array<double, 4>{1, 1, -1, 1}), CrossEntropyWithLogits{}, SGD{}),
                        data_error, [](const data_error& e) {
                          return e.sample == 2 &&
                                 std::string(e.what()) ==
                                     "fit: sample 2 has the weight -1, expected a number from 0 to 1e30";
                        });
  const double nan = std::numeric_limits<double>::quiet_NaN();
  BOOST_CHECK_THROW(
      static_cast<void>(evaluate(net, weighted(data, std::array<double, 4>{1, nan, 1, 1}), CrossEntropyWithLogits{})),
      data_error);
  BOOST_CHECK_THROW(static_cast<void>(evaluate(net, data, weighted(CrossEntropyWithLogits{}, {0, 0, 0}))),
                    option_error);
  BOOST_CHECK_THROW(fit(net, data, CrossEntropyWithLogits{.label_smoothing = 2}, SGD{}), option_error);
  // no sample counts: no step, and no figure
  const Plain before = net;
  const History none =
      fit<2>(net, DataView(data).subset(2, 2), weighted(CrossEntropyWithLogits{}, {1, 0, 0}), SGD{.rate = 1});
  BOOST_TEST(std::isnan(none.epochs[0].loss));
  BOOST_TEST(net.parameters == before.parameters);
}

// In constant expressions.
constexpr double loss_of_constants = [] {
  BasicNet<double, Dense<1, 2, Softmax>> net;
  Dataset<std::array<double, 1>, int> data{{{1}, {1}, {1}}, {0, 1, 1}};
  net.weight<0>(0, 0) = 0.5;
  fit<3>(net, weighted(data, std::array{1.0, 0.5, 0.5}), CrossEntropy{},
         SGD{.rate = 1});  // classes in balance: p = 1/2
  fit<3>(net, data, weighted(CrossEntropy{}, balanced_weights<2>(data)), SGD{.rate = 1}, {.epochs = 20});
  return evaluate(net, data, weighted(CrossEntropy{}, balanced_weights<2>(data))).loss;
}();
static_assert(loss_of_constants > 0.693147 && loss_of_constants < 0.693148);

// One output and two weights, those of no and yes.
BOOST_AUTO_TEST_CASE(one_output) {
  BasicNet<double, Dense<1, 1, Sigmoid>> net;
  net.weight<0>(0, 0) = 1;
  net.bias<0>(0) = 0;
  const Dataset<std::array<double, 1>, int> data{{{0}, {0}, {0}}, {1, 0, 0}};
  const double log2 = std::log(2.0);
  const Evaluation e = evaluate(net, data, weighted(BinaryCrossEntropy{}, balanced_weights<2>(data)));
  BOOST_TEST(std::abs(e.loss - (1.5 + 0.75 + 0.75) * log2 / 3) < 1e-15);
  BOOST_TEST(e.accuracy == accuracy(net, data));
  // several labels: each output is an answer of its own, with weights too
  BasicNet<double, Dense<1, 2, Sigmoid>> labels;
  labels.weight<0>(0, 0) = labels.weight<0>(0, 1) = 1;
  const Dataset<std::array<double, 1>, std::array<double, 2>> two{{{1}, {-1}}, {{1, 0}, {0, 0}}};
  BOOST_TEST(evaluate(labels, two, weighted(BinaryCrossEntropy{}, {1, 2})).accuracy == 0.75);
  BOOST_TEST(evaluate(labels, two, BinaryFocal{}).accuracy == 0.75);
}

BOOST_AUTO_TEST_SUITE_END()
