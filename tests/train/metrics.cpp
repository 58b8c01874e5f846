// Metrics: the figures of scikit-learn's formulas (tests/reference/metrics.py), zero divisions, what outputs and
// targets mean, metrics of one's own, in evaluate, fit, Trainer, on sequences and in constant expressions.
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/report/text.hpp>
#include <sinew/sinew.hpp>

#include "../reference/metrics.hpp"

using namespace sinew;
namespace expected = reference::metrics;

BOOST_AUTO_TEST_SUITE(train_metrics)

const auto exactly = boost::test_tools::tolerance(1e-14);

/// y = x: what the net "predicts" is written in its input.
template <std::size_t N, class Activation = Identity> using Same = BasicNet<double, Dense<N, N, Activation>>;
template <class Net> Net same() {
  Net net;
  for (std::size_t i = 0; i < Net::input::size; ++i) net.template weight<0>(i, i) = 1;
  return net;
}
template <std::size_t N, class Values> std::vector<std::array<double, N>> rows(const Values& values) {
  std::vector<std::array<double, N>> all(values.size() / N);
  for (std::size_t i = 0; i < values.size(); ++i) all[i / N][i % N] = values[i];
  return all;
}
template <class Values> std::vector<int> integers(const Values& values) {
  std::vector<int> all;
  for (const double v : values) all.push_back(static_cast<int>(v));
  return all;
}

BOOST_AUTO_TEST_CASE(of_classes) {
  const auto net = same<Same<5>>();
  const auto inputs = rows<5>(expected::outputs);
  const auto classes = integers(expected::classes);
  const DataView data(inputs, classes);
  const MetricValues macro = evaluate(net, data, MSE{}, Precision{}, Recall{}, F1{}, TopKAccuracy<2>{}).metrics;
  for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(macro[i] == expected::macro[i], exactly);
  BOOST_TEST(macro[3] == expected::top_2, exactly);
  BOOST_TEST(macro.value("top-2 accuracy") == expected::top_2, exactly);
  const MetricValues micro = evaluate<7>(net, data, MSE{}, Precision<Micro>{}, Recall<Micro>{}, F1<Micro>{}).metrics;
  for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(micro[i] == expected::micro[i], exactly);
  BOOST_TEST(micro.value("micro F1") == accuracy(net, data), exactly);
  const MetricValues one = evaluate(net, data, MSE{}, Precision<OfClass<1>>{}, Recall<OfClass<1>>{}, F1<OfClass<1>>{},
                                    Precision<OfClass<3>>{}, Recall<OfClass<3>>{}, F1<OfClass<3>>{})
                               .metrics;
  for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(one[i] == expected::of_class_1[i], exactly);
  for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(one[3 + i] == expected::of_class_3[i]);  // never predicted: 0
  BOOST_TEST(one.value("recall of class 1") == expected::of_class_1[1], exactly);
  const auto matrix = confusion_matrix(net, data);
  BOOST_TEST(matrix.precision(1) == one[0], exactly);
  BOOST_TEST(matrix.recall(1) == one[1], exactly);
  BOOST_TEST(matrix.f1(1) == one[2], exactly);

  const MetricValues top = evaluate(net, data, MSE{}, TopKAccuracy<1>{}, TopKAccuracy<5>{}, TopKAccuracy<>{}).metrics;
  BOOST_TEST(top[0] == accuracy(net, data), exactly);
  BOOST_TEST(top[1] == 1);
  BOOST_TEST(std::string(top.name(2)) == "top-5 accuracy");

  // Equal outputs: the first ones are taken, as by accuracy().
  const std::vector<std::array<double, 5>> equal(5, {1, 1, 1, 1, 1});
  const std::vector<int> each{0, 1, 2, 3, 4};
  const DataView ties(equal, each);
  BOOST_TEST(evaluate(net, ties, MSE{}, TopKAccuracy<1>{}).metrics[0] == accuracy(net, ties));
  BOOST_TEST(evaluate(net, ties, MSE{}, TopKAccuracy<3>{}).metrics[0] == 0.6, exactly);
}

BOOST_AUTO_TEST_CASE(of_labels) {
  const auto net = same<Same<3, Sigmoid>>();
  std::vector<std::array<double, 3>> inputs = rows<3>(expected::label_scores);
  for (auto& row : inputs)
    for (double& score : row) score -= 0.5;  // increasing, 0 at the border
  const auto labels = rows<3>(expected::labels);
  const DataView data(inputs, labels);
  const MetricValues macro = evaluate(net, data, BinaryCrossEntropy{}, Precision{}, Recall{}, F1{}, RocAuc{}).metrics;
  for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(macro[i] == expected::labels_macro[i], exactly);
  BOOST_TEST(macro[3] == expected::labels_auc, exactly);
  const MetricValues more = evaluate(net, data, BinaryCrossEntropy{}, Precision<Micro>{}, Recall<Micro>{}, F1<Micro>{},
                                     Precision<OfClass<2>>{}, Recall<OfClass<2>>{}, F1<OfClass<2>>{})
                                .metrics;
  for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(more[i] == expected::labels_micro[i], exactly);
  for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(more[3 + i] == expected::label_2[i], exactly);

  const auto logits = same<Same<3>>();  // the border is 0 where the loss takes logits
  const MetricValues same_counts = evaluate(logits, data, BinaryCrossEntropyWithLogits{}, F1{}, RocAuc{}).metrics;
  // An output of 0.5 is a yes and a logit of 0 is a no, as in predict(): scores at the border are not compared.
  std::size_t at_border = 0;
  for (const double score : expected::label_scores) at_border += score == 0.5;
  BOOST_TEST(at_border > 0u);
  BOOST_TEST(same_counts[1] == expected::labels_auc, exactly);
}

BOOST_AUTO_TEST_CASE(of_one_output) {
  const auto net = same<Same<1, Sigmoid>>();
  auto inputs = rows<1>(expected::score);
  for (auto& row : inputs) row[0] -= 0.5;
  const auto yes = integers(expected::yes);
  const DataView data(inputs, yes);
  const double at = 1 / (1 + std::exp(-0.15));  // between the scores 0.6 and 0.7
  const MetricValues all =
      evaluate(net, data, BinaryCrossEntropy{}, Precision{}, Recall{}, F1{}, F1<Micro>{}, F1<OfClass<0>>{}, RocAuc{})
          .metrics;
  for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(all[i] == expected::binary[i], exactly);
  BOOST_TEST(all[3] == expected::binary[2], exactly);
  BOOST_TEST(all[4] == expected::binary_0[2], exactly);
  BOOST_TEST(all[5] == expected::auc, exactly);
  const MetricValues higher = evaluate(net, data, BinaryCrossEntropy{}, Precision<>{.threshold = at},
                                       Recall<>{.threshold = at}, F1<>{.threshold = at})
                                  .metrics;
  for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(higher[i] == expected::binary_at_70[i], exactly);

  // Tanh: targets are -1 and 1.
  const auto tanh = same<Same<1, Tanh>>();
  for (auto& row : inputs) row[0] += 0.01;  // no output at the border
  const MetricValues of_tanh = evaluate(tanh, data, MSE{}, Precision{}, Recall{}, F1{}, RocAuc{}).metrics;
  for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(of_tanh[i] == expected::binary[i], exactly);
  BOOST_TEST(of_tanh[3] == expected::auc, exactly);
}

BOOST_AUTO_TEST_CASE(of_numbers) {
  const auto net = same<Same<2>>();
  const auto inputs = rows<2>(expected::estimates), targets = rows<2>(expected::numbers);
  RootMeanSquaredError rmse;
  const Evaluation found = evaluate(net, DataView(inputs, targets), MAE{}, R2Score{}, MeanAbsoluteError{}, rmse);
  BOOST_TEST(found.metrics.value("R2") == expected::r2, boost::test_tools::tolerance(1e-13));
  BOOST_TEST(found.metrics.value("MAE") == expected::mae, exactly);
  BOOST_TEST(found.metrics.value("RMSE") == expected::rmse, exactly);
  BOOST_TEST(rmse.value() == found.metrics[2]);
  BOOST_TEST(found.loss == expected::mae, exactly);
  BOOST_TEST(std::isnan(found.accuracy));
}

BOOST_AUTO_TEST_CASE(rules_at_the_borders) {
  using Values = std::span<const double>;
  const std::array<double, 2> one{1, 0}, other{0, 1};
  F1<> f1;
  BOOST_TEST(std::isnan(f1.value()));
  f1.begin({.one_class = true});
  f1.reset();
  f1.add(Values(one), Values(one));
  BOOST_TEST(f1.value() == 1);  // class 1 is neither there nor predicted, and does not count
  f1.add(Values(one), Values(other));
  BOOST_TEST(f1.value() == (2.0 / 3 + 0) / 2, exactly);
  f1.reset();
  BOOST_TEST(std::isnan(f1.value()));
  const std::array<double, 2> nan{std::numeric_limits<double>::quiet_NaN(), 0};
  f1.add(Values(nan), Values(one));
  BOOST_TEST(std::isnan(f1.value()));

  RocAuc auc;
  const std::array<double, 1> low{0.2}, high{0.7}, no{0}, yes{1};
  auc.add(Values(low), Values(no));
  BOOST_TEST(std::isnan(auc.value()));  // no yes
  auc.add(Values(low), Values(yes));
  BOOST_TEST(auc.value() == 0.5);
  auc.add(Values(high), Values(yes));
  BOOST_TEST(auc.value() == 0.75);

  R2Score r2;
  r2.add(Values(yes), Values(yes));
  BOOST_TEST(std::isnan(r2.value()));  // one sample
  r2.add(Values(yes), Values(yes));
  BOOST_TEST(r2.value() == 1);  // equal targets, and no error
  r2.add(Values(high), Values(yes));
  BOOST_TEST(r2.value() == 0);
  BOOST_TEST(std::isnan(MeanAbsoluteError{}.value()));
  BOOST_TEST(std::isnan(RootMeanSquaredError{}.value()));
  BOOST_TEST(std::isnan(TopKAccuracy<2>{}.value()));
  BOOST_CHECK_THROW(static_cast<void>(MetricValues{}.value("F1")), history_error);
}

/// The largest error of any output.
struct Worst {
  static constexpr const char* name = "worst";
  static constexpr bool larger_is_better = false;
  double worst = 0;
  std::size_t samples = 0;
  void reset() { *this = {}; }
  void add(std::span<const float> y, std::span<const float> t) {
    for (std::size_t i = 0; i < y.size(); ++i) worst = std::fmax(worst, std::fabs(double(y[i]) - double(t[i])));
    ++samples;
  }
  double value() const { return worst; }
};
static_assert(Metric<Worst> && MetricOver<Worst, float> && !MetricOver<Worst, double>);

using Curve = Net<Dense<1, 8, Tanh>, Dense<8, 1>>;
Dataset<std::array<float, 1>, float> curve(std::size_t count, float from) {
  Dataset<std::array<float, 1>, float> data;
  for (std::size_t i = 0; i < count; ++i) {
    const float x = from + 0.1f * static_cast<float>(i);
    data.push_back({x}, std::sin(x));
  }
  return data;
}

BOOST_AUTO_TEST_CASE(in_fit) {
  const auto train = curve(50, -2), test = curve(20, -1);
  for (const bool validates : {true, false}) {
    Curve net;
    initialize(net, 1);
    Worst worst;
    std::size_t calls = 0;
    FitOptions<DataView<std::array<float, 1>, float>> options{.epochs = 4};
    if (validates) options.validation = test;
    const History history =
        fit<8>(net, train, MSE{}, Adam{}, options, worst, MeanAbsoluteError{}, [&](const Epoch& epoch) {
          ++calls;
          const Evaluation now = evaluate(net, validates ? test : train, MAE{}, Worst{});
          BOOST_TEST(epoch.metrics.size() == 2u);
          BOOST_TEST(epoch.metrics.value("worst") == now.metrics[0], boost::test_tools::tolerance(1e-6));
          BOOST_TEST(epoch.metrics.value("MAE") == now.loss, boost::test_tools::tolerance(1e-6));
          BOOST_TEST(std::isnan(epoch.validation_loss) == !validates);
        });
    BOOST_TEST(calls == 4u);
    BOOST_TEST(worst.samples == (validates ? test.size() : train.size()));
    BOOST_TEST(worst.value() == history.last().metrics.value("worst"));
    BOOST_TEST(to_string(history.last()).find(", worst ") != std::string::npos);
    BOOST_TEST(to_string(history).find("MAE") != std::string::npos);
  }
}
BOOST_AUTO_TEST_CASE(measuring_changes_no_bit_of_the_training) {
  const auto train = curve(50, -2);
  Curve plain, measured;
  initialize(plain, 1);
  initialize(measured, 1);
  fit<8>(plain, train, MSE{}, Adam{}, {.epochs = 5});
  Trainer trainer(measured, Adam{});
  trainer.fit<8>(train, MSE{}, {.epochs = 2}, Worst{});
  const History rest = trainer.fit<8>(train, MSE{}, {.epochs = 3}, Worst{}, R2Score{});
  BOOST_TEST((plain.parameters == measured.parameters));
  BOOST_TEST(rest.last().metrics.size() == 2u);
}

BOOST_AUTO_TEST_CASE(on_sequences) {
  using Echo = Net<GRU<1, 4>, Dense<4, 1>>;
  std::vector<std::vector<std::array<float, 1>>> inputs, targets;
  std::size_t steps = 0;
  for (std::size_t s = 0; s < 5; ++s) {
    inputs.emplace_back();
    targets.emplace_back();
    for (std::size_t i = 0; i < 7 + 3 * s; ++i, ++steps) {
      inputs.back().push_back({std::sin(static_cast<float>(i + s))});
      targets.back().push_back({i == 0 ? 0.0f : inputs.back()[i - 1][0]});
    }
  }
  const DataView data(inputs, targets);
  Echo net;
  initialize(net, 1);
  Worst worst;
  const History history = fit<2, 4>(net, data, MSE{}, Adam{}, {.epochs = 2}, worst, MeanAbsoluteError{});
  BOOST_TEST(worst.samples == steps);
  const Evaluation now = evaluate<2, 4>(net, data, MAE{}, Worst{}, MeanAbsoluteError{});
  BOOST_TEST(history.last().metrics.value("MAE") == now.loss, boost::test_tools::tolerance(1e-6));
  BOOST_TEST(now.metrics.value("MAE") == now.loss, boost::test_tools::tolerance(1e-6));
  BOOST_TEST(history.last().metrics.value("worst") == now.metrics.value("worst"), boost::test_tools::tolerance(1e-6));

  std::vector<float> last;  // many to one
  for (const auto& sequence : targets) last.push_back(sequence.back()[0]);
  Worst of_last;
  Trainer trainer(net, Adam{});
  trainer.fit<2, 4>(DataView(inputs, last), MSE{}, {.epochs = 1}, of_last);
  BOOST_TEST(of_last.samples == last.size());
}

#if !defined(__clang__) || __clang_major__ > 14
constexpr double f1_of_constants() {
  BasicNet<double, Dense<2, 2>> net;
  net.weight<0>(0, 0) = net.weight<0>(1, 1) = 1;
  const std::array<std::array<double, 2>, 3> inputs{{{1, 0}, {0, 1}, {1, 0}}};
  const std::array<int, 3> classes{0, 1, 1};
  const MetricValues values = evaluate(net, DataView(inputs, classes), MSE{}, F1{}, RocAuc{}, R2Score{}).metrics;
  return values[0] + values[1];
}
static_assert(f1_of_constants() - (2.0 / 3 + 0.75) < 1e-15 && f1_of_constants() - (2.0 / 3 + 0.75) > -1e-15);
#endif

BOOST_AUTO_TEST_SUITE_END()
