// A step for several batches: that of a batch as large as all of them.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/draws.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(train_accumulate)

using Model = BasicNet<double, Dense<3, 10, Tanh>, Dense<10, 2>>;
Dataset<std::array<double, 3>, std::array<double, 2>> samples(int n) {
  Dataset<std::array<double, 3>, std::array<double, 2>> all;
  auto draw = laws::draws(4);
  for (int i = 0; i < n; ++i) {
    all.inputs.push_back({draw(), draw(), draw()});
    all.targets.push_back({all.inputs.back()[0] * all.inputs.back()[1], draw()});
  }
  return all;
}
double largest_difference(const Model& a, const Model& b) {
  double off = 0;
  for (std::size_t i = 0; i < a.parameters.size(); ++i)
    off = std::max(off, std::abs(a.parameters[i] - b.parameters[i]));
  return off;
}

// 150 samples: groups of 64, 64 and 22, the last one of two batches, of 16 and 6 samples.
template <class Formula> void compare(const Formula& formula, double clip_norm) {
  const auto all = samples(150);
  Model parts, whole, start;
  initialize(start, 1);
  parts = whole = start;
  const Schedule schedule = cosine_decay(10);
  const History in_parts =
      fit<16>(parts, all, MSE{}, formula,
              {.epochs = 5, .seed = 3, .schedule = schedule, .clip_norm = clip_norm, .accumulate = 4});
  const History at_once =
      fit<64>(whole, all, MSE{}, formula, {.epochs = 5, .seed = 3, .schedule = schedule, .clip_norm = clip_norm});
  BOOST_TEST(largest_difference(parts, whole) <= 1e-12);
  BOOST_TEST(largest_difference(parts, start) > 1e-4);
  BOOST_TEST(in_parts.last().loss == at_once.last().loss, boost::test_tools::tolerance(1e-12));
  if (clip_norm > 0)
    BOOST_TEST(in_parts.last().gradient_norm == at_once.last().gradient_norm, boost::test_tools::tolerance(1e-9));
}
BOOST_AUTO_TEST_CASE(four_batches_make_the_step_of_one_four_times_as_large) {
  compare(SGD{.rate = 0.05}, 0);
  compare(SGD{.rate = 0.05, .weight_decay = 0.01}, 0.1);
  compare(Momentum{}, 0);
  compare(per_layer(Momentum{}, freeze<0>), 0.1);
}
// The mean of a step divides by the class weights of all its samples, as that of one batch does.
BOOST_AUTO_TEST_CASE(classes_that_count_differently) {
  using Classes = BasicNet<double, Dense<3, 10, Tanh>, Dense<10, 2, Softmax>>;
  Dataset<std::array<double, 3>, int> all;
  auto draw = laws::draws(8);
  for (int i = 0; i < 150; ++i) all.push_back({draw(), draw(), draw()}, i % 7 == 0 || i > 130);
  Classes parts, whole, start;
  initialize(start, 1);
  parts = whole = start;
  const auto loss = weighted(CrossEntropy{}, {0.5, 3});
  std::vector<double> in_parts, at_once;
  fit<16>(parts, all, loss, SGD{}, {.epochs = 3, .seed = 3, .accumulate = 4},
          [&](const TrainingStep& step) { in_parts.push_back(step.loss); });
  fit<64>(whole, all, loss, SGD{}, {.epochs = 3, .seed = 3},
          [&](const TrainingStep& step) { at_once.push_back(step.loss); });
  double off = 0, moved = 0;
  for (std::size_t i = 0; i < parts.parameters.size(); ++i) {
    off = std::max(off, std::abs(parts.parameters[i] - whole.parameters[i]));
    moved = std::max(moved, std::abs(parts.parameters[i] - start.parameters[i]));
  }
  BOOST_TEST(off <= 1e-12);
  BOOST_TEST(moved > 1e-3);
  BOOST_TEST(in_parts == at_once, boost::test_tools::tolerance(1e-12) << boost::test_tools::per_element());
}
// A callback for steps is called once a step, with the loss over all its batches.
BOOST_AUTO_TEST_CASE(callbacks_are_called_after_steps) {
  const auto all = samples(150);
  Model parts, whole;
  initialize(parts, 1);
  whole = parts;
  std::vector<double> in_parts, at_once;
  fit<16>(parts, all, MSE{}, SGD{}, {.epochs = 2, .accumulate = 4},
          [&](const TrainingStep& step) { in_parts.push_back(step.loss); });
  fit<64>(whole, all, MSE{}, SGD{}, {.epochs = 2}, [&](const TrainingStep& step) { at_once.push_back(step.loss); });
  BOOST_TEST(in_parts.size() == 6u);
  BOOST_TEST(in_parts == at_once, boost::test_tools::tolerance(1e-12) << boost::test_tools::per_element());
}
BOOST_AUTO_TEST_CASE(a_trainer_does_the_same) {
  const auto all = samples(150);
  Model parts, whole;
  initialize(parts, 1);
  whole = parts;
  Trainer trainer(parts, Momentum{});
  trainer.fit<16>(all, MSE{}, {.epochs = 2, .accumulate = 4});
  trainer.fit<16>(all, MSE{}, {.epochs = 1, .accumulate = 4});
  fit<64>(whole, all, MSE{}, Momentum{}, {.epochs = 3});
  BOOST_TEST(largest_difference(parts, whole) <= 1e-12);
}
// Images so large that fit() runs a batch in parts by itself.
BOOST_AUTO_TEST_CASE(batches_that_are_run_in_parts) {
  using Images = BasicNet<double, Input<1, 64, 64>, Conv2D<8, 3, ReLU>, GlobalAvgPool2D, Dense<8, 1>>;
  static_assert(_detail::micro_batch<Images, 12>() < 12);
  Dataset<std::array<double, 64 * 64>, double> all;
  auto draw = laws::draws(6);
  for (int i = 0; i < 30; ++i) {
    all.inputs.emplace_back();
    for (double& x : all.inputs.back()) x = draw();
    all.targets.push_back(draw());
  }
  auto parts = std::make_unique<Images>(), whole = std::make_unique<Images>();
  initialize(*parts, 1);
  *whole = *parts;
  fit<12>(*parts, all, MSE{}, SGD{}, {.epochs = 2, .accumulate = 2});
  fit<24>(*whole, all, MSE{}, SGD{}, {.epochs = 2});
  double off = 0;
  for (std::size_t i = 0; i < parts->parameters.size(); ++i)
    off = std::max(off, std::abs(parts->parameters[i] - whole->parameters[i]));
  BOOST_TEST(off <= 1e-12);
}

// Sequences of 8 and 18 steps, in blocks of 2 × 5: of 10, 8, 5 and 3 steps; steps for the first three blocks, and for
// the last one. By hand: the sums of their gradients, divided by all their steps.
BOOST_AUTO_TEST_CASE(blocks_of_sequences) {
  using Steps = BasicNet<double, LSTM<1, 4>, Dense<4, 1>>;
  Dataset<std::vector<std::array<double, 1>>, std::vector<std::array<double, 1>>> all;
  auto draw = laws::draws(7);
  for (const std::size_t length : {std::size_t{8}, std::size_t{18}}) {
    all.inputs.emplace_back(length);
    all.targets.emplace_back(length);
    for (std::size_t t = 0; t < length; ++t) all.inputs.back()[t][0] = draw(), all.targets.back()[t][0] = draw();
  }
  Steps found, net;
  initialize(found, 1);
  net = found;
  fit<2, 5>(found, all, MSE{}, SGD{}, {.epochs = 1, .shuffle = false, .accumulate = 3});

  Workspace<Steps, 2, Mode::training, 5> w;
  Stream<Steps, 2> stream;
  Steps::Parameters gradient{};
  std::size_t rows = 0;
  const auto step = [&] {
    for (std::size_t i = 0; i < gradient.size(); ++i) net.parameters[i] -= 0.1 * gradient[i] / double(rows);
    gradient.fill(0);
    rows = 0;
  };
  for (std::size_t block = 0; block < 4; ++block) {
    const auto at = [&](std::size_t s, std::size_t t) { return t < all.inputs[s].size(); };
    for (std::size_t s = 0; s < 2; ++s)
      for (std::size_t t = 0; t < 5; ++t)
        w.x()[t * 2 + s] = at(s, block * 5 + t) ? all.inputs[s][block * 5 + t] : std::array<double, 1>{};
    net.forward(w, stream);
    for (std::size_t s = 0; s < 2; ++s)
      for (std::size_t t = 0; t < 5; ++t) {
        double& d = w.dy()[t * 2 + s][0];
        d = 0;
        if (!at(s, block * 5 + t)) continue;
        d = 2 * (w.y()[t * 2 + s][0] - all.targets[s][block * 5 + t][0]);
        ++rows;
      }
    net.backward(w, gradient);
    if (block == 2) {
      BOOST_TEST(rows == 23u);
      step();
    }
  }
  BOOST_TEST(rows == 3u);
  step();
  double off = 0;
  for (std::size_t i = 0; i < net.parameters.size(); ++i)
    off = std::max(off, std::abs(net.parameters[i] - found.parameters[i]));
  BOOST_TEST(off <= 1e-12);
}

// Eight sequences of five steps are four blocks of two, or one of eight.
BOOST_AUTO_TEST_CASE(blocks_of_classes_that_count_differently) {
  using Steps = BasicNet<double, LSTM<1, 4>, Dense<4, 3, Softmax>>;
  Dataset<std::vector<std::array<double, 1>>, std::vector<int>> all;
  auto draw = laws::draws(7);
  for (int s = 0; s < 8; ++s) {
    all.inputs.emplace_back(5);
    all.targets.emplace_back(5);
    for (std::size_t t = 0; t < 5; ++t) all.inputs.back()[t][0] = draw(), all.targets.back()[t] = s == 0 ? 2 : s % 2;
  }
  Steps parts, whole;
  initialize(parts, 1);
  whole = parts;
  const auto loss = weighted(CrossEntropy{}, {0.5, 1, 4});
  std::vector<double> in_parts, at_once;
  fit<2, 5>(parts, all, loss, SGD{}, {.epochs = 2, .shuffle = false, .accumulate = 4},
            [&](const TrainingStep& step) { in_parts.push_back(step.loss); });
  fit<8, 5>(whole, all, loss, SGD{}, {.epochs = 2, .shuffle = false},
            [&](const TrainingStep& step) { at_once.push_back(step.loss); });
  double off = 0;
  for (std::size_t i = 0; i < whole.parameters.size(); ++i)
    off = std::max(off, std::abs(whole.parameters[i] - parts.parameters[i]));
  BOOST_TEST(off <= 1e-12);
  BOOST_TEST(in_parts == at_once, boost::test_tools::tolerance(1e-12) << boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_step_for_no_batch_is_an_error) {
  Model net;
  initialize(net, 1);
  BOOST_CHECK_EXCEPTION(fit(net, samples(20), MSE{}, SGD{}, {.accumulate = 0}), option_error, [](const auto& error) {
    return std::string_view(error.what()) == "fit: accumulate is 0, expected at least 1";
  });
}

BOOST_AUTO_TEST_SUITE_END()
