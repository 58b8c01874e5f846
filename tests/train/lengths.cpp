// Public functions check the lengths of what they are given. A violation ends the program with a message that has both
// numbers.
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../random/aborts.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(train_lengths)

using Small = Net<Dense<2, 3, Softmax>>;
using Row = std::array<float, 2>;

struct bench {
  Small net;
  Workspace<Small, 4, Mode::training> w;
  Optimizer<SGD, Small> optimizer{SGD{.rate = 0.1}};
};

#define TEST_MESSAGE(expression, text) \
  BOOST_TEST(message_of_abort([&] { static_cast<void>(expression); }) == std::string("sinew: " text "\n"))

BOOST_AUTO_TEST_CASE(targets_of_a_step) {
  bench b;
  const std::vector<float> two(2), all(12), more(13);
  TEST_MESSAGE(train_step(b.net, b.w, two, CrossEntropy{}, b.optimizer),
               "train_step: found 2 numbers in the targets, expected 12: 4 samples of 3 outputs");
  TEST_MESSAGE(train_step(b.net, b.w, more, CrossEntropy{}, b.optimizer),
               "train_step: found 13 numbers in the targets, expected 12: 4 samples of 3 outputs");
  TEST_MESSAGE(train_step(b.net, b.w, std::span<const float>(), CrossEntropy{}, b.optimizer),
               "train_step: found 0 numbers in the targets, expected 12: 4 samples of 3 outputs");
  TEST_MESSAGE(forward_loss(b.net, b.w, two, 2, CrossEntropy{}),
               "forward_loss: found 2 numbers in the targets, expected 6: 2 samples of 3 outputs");
  TEST_MESSAGE(forward_loss(b.net, b.w, all, 5, CrossEntropy{}),
               "Workspace::count(samples): found 5 samples, expected 1 to 4, the batch");
  TEST_MESSAGE(forward_loss(b.net, b.w, all, 0, CrossEntropy{}),
               "Workspace::count(samples): found 0 samples, expected 1 to 4, the batch");
  const std::vector<int> three{0, 1, 2}, unknown{0, 1, 2, 3}, negative{0, -1, 2, 2};
  TEST_MESSAGE(train_step(b.net, b.w, three, CrossEntropy{}, b.optimizer),
               "train_step: found 3 targets for 4 samples, expected as many");
  TEST_MESSAGE(train_step(b.net, b.w, unknown, CrossEntropy{}, b.optimizer),
               "train_step: sample 3 has class 3, expected 0 to 2");
  TEST_MESSAGE(train_step(b.net, b.w, negative, CrossEntropy{}, b.optimizer),
               "train_step: sample 1 has class -1, expected 0 to 2");
  TEST_MESSAGE(train_step(b.net, b.w, all, CrossEntropy{}, b.optimizer, {.clip_norm = -1}),
               "found a clip_norm of -1, expected at least 0 (0: no clipping)");
  TEST_MESSAGE(clip_by_norm(b.optimizer.gradient(), -0.5),
               "clip_by_norm(gradient, limit): found a limit of -0.5, expected at least 0");
  const Dataset<Row, int> data{{Row{}}, {1}};
  Workspace<Small, 4> inference;
  std::vector<float> short_of_one(11);
  TEST_MESSAGE(evaluate(b.net, data, CrossEntropy{}, inference, short_of_one),
               "evaluate(net, data, loss, w, t): found 11 scalars in t, expected at least 12, batch × outputs");
  // Enough of them pass: as many as samples in use, or those of the whole batch.
  BOOST_TEST(forward_loss(b.net, b.w, std::vector<float>(6), 2, CrossEntropy{}) == 0);
  BOOST_TEST(forward_loss(b.net, b.w, all, 2, CrossEntropy{}) == 0);
}

BOOST_AUTO_TEST_CASE(losses) {
  const std::vector<float> four(4), six(6), none;
  std::vector<float> dy(5);
  TEST_MESSAGE(differentiate<3>(MSE{}, four, four),
               "differentiate<N>(loss, y, t): found 4 values in y, expected a multiple of 3, N");
  TEST_MESSAGE(differentiate<3>(MSE{}, none, none),
               "differentiate<N>(loss, y, t): found 0 values in y, expected a multiple of 3, N");
  TEST_MESSAGE(differentiate<3>(MSE{}, six, four),
               "differentiate<N>(loss, y, t): found 4 values in t, expected 6 as in y");
  TEST_MESSAGE(differentiate<3>(MSE{}, six, six, dy),
               "differentiate<N>(loss, y, t, dy): found 5 values in dy, expected 6 as in y");
  const std::span<const float> y(six), t(four);
  TEST_MESSAGE(CrossEntropy{}.sample(y, t, std::span(dy)),
               "CrossEntropy::sample(p, t, dz): found 6, 4 and 5 values, expected as many");
  TEST_MESSAGE(CrossEntropyWithLogits{}.sample(y, y, std::span(dy)),
               "CrossEntropyWithLogits::sample(z, t, dz): found 6, 6 and 5 values, expected as many");
}

BOOST_AUTO_TEST_CASE(nets) {
  const Small net;
  const std::vector<Row> xs(3);
  std::vector<Small::Output> ys(2);
  TEST_MESSAGE(net(xs, ys), "net(xs, ys): found 2 outputs for 3 inputs, expected as many");
  AnyNet<2, 3, 256> any = net;
  TEST_MESSAGE(any(xs, ys), "net(xs, ys): found 2 outputs for 3 inputs, expected as many");
  TEST_MESSAGE((any.parameters() = std::vector<float>(7)), "assignment to a view: found 7 values, expected 16");
  Workspace<Small, 4> w;
  TEST_MESSAGE((w.x() = xs), "assignment to the rows of a workspace: found 3 samples, expected 4");
  TEST_MESSAGE(w.x()[4], "row of a workspace: found index 4, expected less than 4, its batch");
  TEST_MESSAGE(w.x()(4, 1), "value of a workspace: found index (4, 1), expected less than (4, 2)");
  TEST_MESSAGE(w.x()(0, 2), "value of a workspace: found index (0, 2), expected less than (4, 2)");
  TEST_MESSAGE(w.y()[1][3], "value of a view: found index 3, expected less than 3");
  OneOf<Small, Net<Dense<2, 3>>> one;
  TEST_MESSAGE(one.emplace(2), "OneOf: found net 2, expected an index from 0 to 1");
}

BOOST_AUTO_TEST_CASE(data) {
  const std::vector<Row> xs(3);
  const std::vector<int> two(2);
  TEST_MESSAGE(DataView(xs, two), "DataView(inputs, targets): found 2 targets for 3 inputs, expected as many");
  const std::vector<int> three(3);
  const DataView view(xs, three);
  TEST_MESSAGE(view.subset(2, 2), "subset(first, count): found first 2 and count 2, expected a range within 3 samples");
  const Batches batches(10, 4);
  TEST_MESSAGE(batches[3], "Batches[index]: found index 3, expected less than 3, the number of batches");
  TEST_MESSAGE(Batches(10, 0), "Batches(samples, batch): found a batch of 0 for 10 samples, expected at least 1");
  TEST_MESSAGE(one_hot<3>(3), "one_hot<N>(label): found label 3, expected 0 to 2");
  TEST_MESSAGE(one_hot<3>(std::vector<signed char>{-2}), "one_hot<N>(label): found label -2, expected 0 to 2");
  const ConfusionMatrix<3> matrix;
  TEST_MESSAGE(matrix.recall(3), "ConfusionMatrix: found class 3, expected 0 to 2");
  TEST_MESSAGE(matrix.precision(4), "ConfusionMatrix: found class 4, expected 0 to 2");
  TEST_MESSAGE(matrix.f1(5), "ConfusionMatrix: found class 5, expected 0 to 2");

  // A view whose spans were changed: the functions that take data throw.
  DataView changed = view;
  changed.targets = changed.targets.first(1);
  TEST_MESSAGE(to_dataset(changed), "to_dataset: found 1 target for 3 inputs, expected as many");
  TEST_MESSAGE(train_test_split(changed, 0.5, 1), "train_test_split: found 1 target for 3 inputs, expected as many");
  TEST_MESSAGE(stratified_split(changed, 0.5, 1), "stratified_split: found 1 target for 3 inputs, expected as many");
  TEST_MESSAGE(changed.subset(0, 2), "subset(first, count): found 1 target for 3 inputs, expected as many");
  Small net;
  const std::string expected = "evaluate: found 1 target for 3 inputs, expected as many";
  BOOST_CHECK_EXCEPTION(static_cast<void>(evaluate(net, changed, CrossEntropy{})), data_error,
                        [&](const data_error& e) { return e.what() == expected && e.sample == 1; });
}

BOOST_AUTO_TEST_CASE(schedules_and_distributions) {
  TEST_MESSAGE(step_decay(0), "step_decay(every): found 0 epochs, expected more than 0");
  TEST_MESSAGE(exponential_decay(-0.5), "exponential_decay(gamma): found -0.5, expected more than 0");
  TEST_MESSAGE(cosine_decay(-2), "cosine_decay(over): found -2 epochs, expected more than 0");
  TEST_MESSAGE(warm_up(-1), "warm_up(epochs): found -1, expected at least 0");
  Engine engine(1);
  TEST_MESSAGE(uniform(engine, 1.0, 0.25), "uniform(engine, low, high): found 1 and 0.25, expected finite low <= high");
}

BOOST_AUTO_TEST_SUITE_END()
