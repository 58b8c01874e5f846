// fit, evaluate, accuracy and confusion_matrix in constant expressions, within the compilers' default limits.
#include <array>
#include <cstddef>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(constexpr_training)

using Points = std::array<std::array<float, 2>, 4>;
constexpr Points points{{{0, 0}, {0, 1}, {1, 0}, {1, 1}}};
constexpr std::array<int, 4> none_both{0, 0, 0, 1}, either{0, 1, 1, 1};

// One Dense layer learns what a line can part; the initial weights are zeros, so that this is logistic regression from
// 0.
// The first step by hand, for AND: y = ½ everywhere, dz = ⅛ three times and −⅛, so dw = ⅛ − ⅛ = 0 for both inputs and
// db = ¼.
constexpr auto first_step = [] {
  Net<Dense<2, 1, Sigmoid, Zeros>> net;
  fit<4>(net, DataView(points, none_both), BinaryCrossEntropy{}, SGD{.rate = 1});
  return net;
}();
static_assert(first_step.weight<0>(0, 0) == 0 && first_step.weight<0>(1, 0) == 0 && first_step.bias<0>(0) == -0.25f);

template <class Targets> constexpr auto gate(const Targets& targets) {
  Net<Dense<2, 1, Sigmoid, Zeros>> net;
  fit<4>(net, DataView(points, targets), BinaryCrossEntropy{}, SGD{.rate = 4}, {.epochs = 30});
  return net;
}
constexpr auto both = gate(none_both), any = gate(either);
static_assert(both.predict({1, 1}) == 1 && both.predict({0, 1}) == 0 && both.predict({1, 0}) == 0 &&
              both.predict({0, 0}) == 0);
static_assert(any.predict({1, 1}) == 1 && any.predict({0, 1}) == 1 && any.predict({1, 0}) == 1 &&
              any.predict({0, 0}) == 0);
static_assert(accuracy(both, DataView(points, none_both)) == 1 && accuracy(both, DataView(points, either)) == 0.5);
static_assert([] {
  const auto [right, wrong] = confusion_matrix(both, DataView(points, either)).counts;
  return right[0] == 1 && right[1] == 0 && wrong[0] == 2 && wrong[1] == 1;
}());
static_assert(confusion_matrix(both, DataView(points, either)).precision(1) == 1 &&
              confusion_matrix(any, DataView(points, either)).f1(1) == 1);

// The rule of the perceptron, which takes whole steps.
static_assert([] {
  Net<Dense<2, 1, Step>> net;
  return fit_perceptron(net, DataView(points, either)).mistakes == 0 && net.predict({0, 1}) == 1 &&
         net.predict({0, 0}) == 0;
}());

// The rest of what fit can do, in one call: mini-batches with a remainder, shuffles, validation, a schedule, clipping,
// patience, a callback.
template <class L, class Formula> constexpr bool learns(const L& loss, const Formula& formula) {
  BasicNet<double, Dense<2, 3, Tanh>, Dense<3, 1, Sigmoid>> net;
  initialize(net, 3);
  constexpr std::array<std::array<double, 2>, 4> x{{{0, 0}, {0, 1}, {1, 0}, {1, 1}}};
  const DataView data(x, either);
  const double before = evaluate<3>(net, data, loss).loss;
  std::size_t calls = 0;
  const History h =
      fit<3>(net, data, loss, formula,
             {.epochs = 8, .validation = data, .schedule = warm_up(2, cosine_decay(12)), .clip_norm = 1, .patience = 8},
             [&](const Epoch&) { ++calls; });
  const Evaluation after = evaluate<3>(net, data, loss);
  return calls == 8 && h.epochs.size() == 8 && h.best_epoch > 0 && h.best().validation_loss == after.loss &&
         after.loss < before;
}
static_assert(learns(BinaryCrossEntropy{}, SGD{.rate = 0.5}));
static_assert(learns(MSE{}, Momentum{.rate = 0.5}));
static_assert(learns(MAE{}, Nesterov{.rate = 0.1}));
static_assert(learns(Huber{}, Adam{.rate = 0.1}));
static_assert(learns(MSE{}, AdamW{.rate = 0.1}));
static_assert(learns(MSE{}, RMSprop{.rate = 0.02}));
static_assert(learns(BinaryCrossEntropy{}, Adagrad{.rate = 0.2}));

// Training in parts by a Trainer, whose memory changes its type with the batch size.
template <class Formula> constexpr bool parts_are_the_whole(const Formula& formula) {
  BasicNet<double, Dense<2, 3, Tanh>, Dense<3, 1, Sigmoid>> by_fit, by_parts;
  initialize(by_fit, 3);
  by_parts = by_fit;
  constexpr std::array<std::array<double, 2>, 4> x{{{0, 0}, {0, 1}, {1, 0}, {1, 1}}};
  const DataView data(x, either);
  fit<3>(by_fit, data, MSE{}, formula, {.epochs = 3, .schedule = cosine_decay(4), .patience = 2});
  Trainer trainer(by_parts, formula);
  trainer.template fit<3>(data, MSE{}, {.schedule = cosine_decay(4), .patience = 2});
  trainer.template fit<2>(data, MSE{}, {.epochs = 0, .patience = 2});
  const History last = trainer.template fit<3>(data, MSE{}, {.epochs = 2, .schedule = cosine_decay(4), .patience = 2});
  return by_fit.parameters == by_parts.parameters && last.last().epoch == 3 && trainer.epochs() == 3 &&
         trainer.best().parameters == by_parts.parameters;
}
static_assert(parts_are_the_whole(SGD{.rate = 0.5}));
static_assert(parts_are_the_whole(Adam{.rate = 0.1}));

// Three classes, softmax and cross-entropy.
static_assert([] {
  Net<Dense<2, 3, Softmax>> net;
  constexpr std::array<std::array<float, 2>, 3> x{{{1, 0}, {0, 1}, {-1, -1}}};
  constexpr std::array<int, 3> t{0, 1, 2};
  fit<3>(net, DataView(x, t), CrossEntropy{}, SGD{.rate = 2}, {.epochs = 20});
  return accuracy(net, DataView(x, t)) == 1 && net({1, 0})[0] > 0.8f;
}());

BOOST_AUTO_TEST_CASE(asserted_by_the_compiler) {
  // What the compiler trained runs like any net.
  BOOST_TEST(both({1, 1})[0] > 0.5f);
  BOOST_TEST(any.predict(points[0]) == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
