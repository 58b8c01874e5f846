// evaluate, accuracy and confusion_matrix on figures counted by hand; targets of every kind; errors.
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(train_evaluate)

/// y = x: what the net "predicts" is written in its input.
using Same = BasicNet<double, Dense<3, 3>>;
Same same() {
  Same net;
  for (std::size_t i = 0; i < 3; ++i) net.weight<0>(i, i) = 1;
  return net;
}
/// A sample taken for class k.
std::array<double, 3> looks_like(std::size_t k) {
  std::array<double, 3> x{0, 0, 0};
  x[k] = 1;
  return x;
}

// 10 samples of class 0 (7 seen as 0, 2 as 1, 1 as 2), 6 of class 1 (5 as 1, 1 as 0), 4 of class 2 (all as 2).
Dataset<std::array<double, 3>, int> twenty() {
  Dataset<std::array<double, 3>, int> data;
  const auto add = [&](int actual, std::size_t seen, int times) {
    for (int i = 0; i < times; ++i) data.push_back(looks_like(seen), actual);
  };
  add(0, 0, 7), add(0, 1, 2), add(0, 2, 1), add(1, 1, 5), add(1, 0, 1), add(2, 2, 4);
  return data;
}

BOOST_AUTO_TEST_CASE(counted_by_hand) {
  const auto net = same();
  const auto data = twenty();
  const auto m = confusion_matrix(net, data);
  BOOST_TEST((m.counts == std::array<std::array<std::size_t, 3>, 3>{{{7, 2, 1}, {1, 5, 0}, {0, 0, 4}}}));
  BOOST_TEST(m.total() == 20u);
  BOOST_TEST(m.accuracy() == 0.8);
  BOOST_TEST(accuracy(net, data) == 0.8);
  BOOST_TEST(accuracy<7>(net, data) == 0.8);  // blocks and a tail
  BOOST_TEST(m.precision(0) == 7.0 / 8);
  BOOST_TEST(m.recall(0) == 0.7);
  BOOST_TEST(m.precision(1) == 5.0 / 7);
  BOOST_TEST(m.recall(1) == 5.0 / 6);
  BOOST_TEST(m.precision(2) == 0.8);
  BOOST_TEST(m.recall(2) == 1);
  BOOST_TEST(m.f1(0) == 14.0 / 18, boost::test_tools::tolerance(1e-15));
  BOOST_TEST(m.f1(2) == 8.0 / 9, boost::test_tools::tolerance(1e-15));
  BOOST_TEST(std::isnan(ConfusionMatrix<2>{}.accuracy()));
  BOOST_TEST(std::isnan(ConfusionMatrix<2>{}.precision(0)));

  const Evaluation e = evaluate<7>(net, data, MSE{});  // a wrong sample is off by 1 twice: 4 · 2 / (20 · 3)
  BOOST_TEST(e.loss == 8.0 / 60, boost::test_tools::tolerance(1e-15));
  BOOST_TEST(e.accuracy == 0.8);
  const double right = std::log(std::exp(1.0) + 2) - 1, wrong = std::log(std::exp(1.0) + 2);
  BOOST_TEST(evaluate(net, data, CrossEntropyWithLogits{}).loss == (16 * right + 4 * wrong) / 20,
             boost::test_tools::tolerance(1e-14));
}

BOOST_AUTO_TEST_CASE(targets_of_every_kind) {
  const auto net = same();
  const auto data = twenty();
  Dataset<std::array<double, 3>, std::array<double, 3>> one_hot;
  Dataset<std::array<double, 3>, std::uint8_t> bytes;
  for (std::size_t i = 0; i < data.size(); ++i) {
    one_hot.push_back(data.inputs[i], looks_like(std::size_t(data.targets[i])));
    bytes.push_back(data.inputs[i], std::uint8_t(data.targets[i]));
  }
  BOOST_TEST(accuracy(net, one_hot, CrossEntropyWithLogits{}) == 0.8);
  BOOST_TEST((confusion_matrix(net, one_hot, CrossEntropyWithLogits{}).counts == confusion_matrix(net, data).counts));
  BOOST_TEST(accuracy(net, bytes) == 0.8);
  BOOST_TEST(evaluate(net, one_hot, MSE{}).loss == evaluate(net, data, MSE{}).loss);
  // accuracy is measured where targets, loss or output say that this is about classes
  BOOST_TEST(evaluate(net, data, MSE{}).accuracy == 0.8);
  BOOST_TEST(std::isnan(evaluate(net, one_hot, MSE{}).accuracy));
  BOOST_TEST(evaluate(net, one_hot, CrossEntropyWithLogits{}).accuracy == 0.8);
}
BOOST_AUTO_TEST_CASE(one_output) {
  BasicNet<double, Dense<1, 1, Sigmoid>> net;  // σ(x): class 1 from x = 0 on
  net.weight<0>(0, 0) = 1;
  const std::array<std::array<double, 1>, 5> inputs{{{-2}, {-1}, {0}, {1}, {2}}};
  const std::array<int, 5> classes{0, 1, 1, 0, 1};
  const std::array<double, 5> numbers{0, 1, 1, 0, 1};
  const auto m = confusion_matrix(net, DataView(inputs, classes));
  BOOST_TEST((m.counts == std::array<std::array<std::size_t, 2>, 2>{{{1, 1}, {1, 2}}}));
  BOOST_TEST(accuracy(net, DataView(inputs, numbers)) == 0.6);
  BOOST_TEST(evaluate(net, DataView(inputs, numbers), BinaryCrossEntropy{}).accuracy == 0.6);
  const double of_classes = evaluate(net, DataView(inputs, classes), BinaryCrossEntropy{}).loss;
  BOOST_TEST(of_classes == evaluate(net, DataView(inputs, numbers), BinaryCrossEntropy{}).loss);

  BasicNet<double, Dense<1, 1>> line;
  BOOST_TEST(std::isnan(evaluate(line, DataView(inputs, numbers), MSE{}).accuracy));  // regression
  BOOST_TEST(evaluate(line, DataView(inputs, numbers), MSE{}).loss == 0.6, boost::test_tools::tolerance(1e-15));
  // numbers 0 and 1 fitted by a line: 0 is no border
  BOOST_TEST(std::isnan(evaluate(line, DataView(inputs, classes), MSE{}).accuracy));
}
BOOST_AUTO_TEST_CASE(classes_of_a_tanh_are_minus_one_and_one) {
  BasicNet<double, Dense<1, 1, Tanh>> net;
  net.weight<0>(0, 0) = 1000;  // y = sign(x)
  const std::array<std::array<double, 1>, 4> inputs{{{-2}, {-1}, {1}, {2}}};
  const std::array<int, 4> classes{0, 0, 1, 0};
  const Evaluation e = evaluate(net, DataView(inputs, classes), MSE{});
  BOOST_TEST(e.accuracy == 0.75);
  BOOST_TEST(e.loss == 1);  // one of four is off by 2
}
// By hand; scikit-learn: 1 − hamming_loss(answers, outputs ≥ 0.5) = 1 − 3/12 (accuracy_score, of whole samples: 1/4).
BOOST_AUTO_TEST_CASE(labels_are_counted_one_by_one) {
  BasicNet<double, Dense<3, 3, Sigmoid>> net;  // the answers are the signs of the inputs
  for (std::size_t i = 0; i < 3; ++i) net.weight<0>(i, i) = 9;
  const std::array<std::array<double, 3>, 4> inputs{{{1, 1, -1}, {-1, -1, -1}, {1, -1, 1}, {-1, 1, 1}}},
      answers{{{1, 1, 0}, {0, 1, 0}, {1, 0, 0}, {0, 0, 1}}}, all_right{{{1, 1, 0}, {0, 0, 0}, {1, 0, 1}, {0, 1, 1}}};
  BOOST_TEST(accuracy(net, DataView(inputs, answers)) == 0.75);
  BOOST_TEST(accuracy<3>(net, DataView(inputs, answers)) == 0.75);
  BOOST_TEST(evaluate(net, DataView(inputs, answers), BinaryCrossEntropy{}).accuracy == 0.75);
  BOOST_TEST(evaluate(net, DataView(inputs, answers), MSE{}).accuracy == 0.75);
  BOOST_TEST(accuracy(net, DataView(inputs, all_right)) == 1);
  const std::array<int, 4> classes{0, 1, 0, 2};  // indices: one class each; a tie is the first, 1 and 1 are one
  BOOST_TEST(accuracy(net, DataView(inputs, classes)) == 0.5);
  BOOST_TEST(evaluate(net, DataView(inputs, classes), BinaryCrossEntropy{}).accuracy == 0.5);

  // fit measures the same figure, before its steps
  const History history = fit<2>(net, DataView(inputs, answers), BinaryCrossEntropy{}, SGD{.rate = 0},
                                 {.validation = DataView(inputs, all_right)});
  BOOST_TEST(history.last().accuracy == 0.75);
  BOOST_TEST(history.last().validation_accuracy == 1);
}
BOOST_AUTO_TEST_CASE(labels_of_logits) {  // outputs have their border at 0, targets theirs at 0.5
  BasicNet<double, Dense<2, 2>> net;
  net.weight<0>(0, 0) = net.weight<0>(1, 1) = 1;
  const std::array<std::array<double, 2>, 2> inputs{{{0.3, -0.3}, {-2, 2}}}, answers{{{1, 0.2}, {0.4, 0.6}}};
  BOOST_TEST(evaluate(net, DataView(inputs, answers), BinaryCrossEntropyWithLogits{}).accuracy == 1);
  BOOST_TEST(accuracy(net, DataView(inputs, answers), BinaryCrossEntropyWithLogits{}) == 1);
  BOOST_TEST(std::isnan(evaluate(net, DataView(inputs, answers), MSE{}).accuracy));
  BasicNet<double, Dense<1, 1>> one;
  one.weight<0>(0, 0) = 1;
  const std::array<std::array<double, 1>, 4> xs{{{-1}, {-0.1}, {0.2}, {3}}};
  const std::array<double, 4> soft{0, 0.3, 0.7, 0.2};
  BOOST_TEST(evaluate(one, DataView(xs, soft), BinaryCrossEntropyWithLogits{}).accuracy == 0.75);
  BOOST_TEST(accuracy(one, DataView(xs, soft), BinaryCrossEntropyWithLogits{}) == 0.75);
}
// One figure for each kind of outputs and targets, from all three functions, or from none.
BOOST_AUTO_TEST_CASE(the_figures_agree) {
  const std::array<std::array<double, 2>, 3> inputs{{{1, 0}, {0, 1}, {1, 1}}};
  const std::array<int, 3> classes{0, 1, 1};
  const std::array<double, 3> signs{-1, 1, 1};
  const auto same_in_all = [&](const auto& net, const auto& targets, const auto& loss) {
    const DataView data(inputs, targets);
    const double from_evaluate = evaluate(net, data, loss).accuracy;
    BOOST_TEST(from_evaluate == accuracy(net, data));
    BOOST_TEST(from_evaluate == confusion_matrix(net, data).accuracy());
  };
  const auto drawn = []<class Net>(std::type_identity<Net>) {
    Net net;
    initialize(net, 3);
    return net;
  };
  same_in_all(drawn(std::type_identity<BasicNet<double, Dense<2, 2, Softmax>>>{}), classes, CrossEntropy{});
  same_in_all(drawn(std::type_identity<BasicNet<double, Dense<2, 2, Softmax>>>{}), inputs, MSE{});
  same_in_all(drawn(std::type_identity<BasicNet<double, Dense<2, 2>>>{}), classes, CrossEntropyWithLogits{});
  same_in_all(drawn(std::type_identity<BasicNet<double, Dense<2, 2, Tanh>>>{}), classes, MSE{});
  same_in_all(drawn(std::type_identity<BasicNet<double, Dense<2, 1, Sigmoid>>>{}), classes, BinaryCrossEntropy{});
  same_in_all(drawn(std::type_identity<BasicNet<double, Dense<2, 1, HardSigmoid>>>{}), classes, MSE{});
  same_in_all(drawn(std::type_identity<BasicNet<double, Dense<2, 1, Tanh>>>{}), classes, MSE{});
  same_in_all(drawn(std::type_identity<BasicNet<double, Dense<2, 1>>>{}), classes, BinaryCrossEntropyWithLogits{});
  BOOST_TEST(std::isnan(
      evaluate(drawn(std::type_identity<BasicNet<double, Dense<2, 1, Tanh>>>{}), DataView(inputs, signs), MSE{})
          .accuracy));
}
BOOST_AUTO_TEST_CASE(pixels) {
  Net<Dense<2, 2>> net;
  net.weight<0>(0, 0) = net.weight<0>(1, 1) = 1;
  const std::array<std::array<std::uint8_t, 2>, 2> images{{{255, 0}, {51, 102}}};
  const std::array<std::array<float, 2>, 2> targets{{{1, 0}, {0, 0}}};
  BOOST_TEST(evaluate(net, DataView(images, targets), SquaredError{}).loss == (0.04 + 0.16) / 4,
             boost::test_tools::tolerance(1e-6));
}

template <class T> std::string complaint(T label) {
  try {
    const std::array<std::array<double, 3>, 1> input{};
    const std::array<T, 1> target{label};
    _detail::check_data<Same>(DataView(input, target), "here");
  } catch (const data_error& e) { return e.what(); }
  return "none";
}
BOOST_AUTO_TEST_CASE(labels_of_any_integer) {
  BOOST_TEST(complaint(std::uint8_t(2)) == "none");
  BOOST_TEST(complaint(std::uint8_t(200)) == "here: sample 0 has class 200, expected 0 to 2");
  BOOST_TEST(complaint(std::int8_t(-128)) == "here: sample 0 has class -128, expected 0 to 2");
  BOOST_TEST(complaint(std::numeric_limits<std::int64_t>::min()) ==
             "here: sample 0 has class -9223372036854775808, expected 0 to 2");
  BOOST_TEST(complaint(~std::uint64_t{}) == "here: sample 0 has class 18446744073709551615, expected 0 to 2");
}

const auto says = [](const std::string& text) { return [text](const Error& e) { return e.what() == text; }; };
BOOST_AUTO_TEST_CASE(errors) {
  const auto net = same();
  auto data = twenty();
  data.targets[3] = 3;
  data.targets[5] = -1;
  BOOST_CHECK_EXCEPTION(static_cast<void>(evaluate(net, data, MSE{})), data_error,
                        says("evaluate: sample 3 has class 3, expected 0 to 2"));
  data.targets[3] = 0;
  BOOST_CHECK_EXCEPTION(static_cast<void>(confusion_matrix(net, data)), data_error,
                        says("confusion_matrix: sample 5 has class -1, expected 0 to 2"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(accuracy(net, data)), data_error,
                        [](const data_error& e) { return e.sample == 5; });
  BOOST_CHECK_EXCEPTION(static_cast<void>(evaluate(net, decltype(data){}, MSE{})), Error,
                        says("evaluate: there are no samples, expected at least one"));
  const std::array<std::array<double, 1>, 1> input{{{1}}};
  const std::array<int, 1> two{2};
  BOOST_CHECK_EXCEPTION(
      static_cast<void>(evaluate(BasicNet<double, Dense<1, 1>>{}, DataView(input, two), MSE{})), data_error,
      says("evaluate: sample 0 has class 2, expected 0 to 1 (numbers to fit are floating-point targets)"));
}

BOOST_AUTO_TEST_SUITE_END()
