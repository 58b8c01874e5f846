// fit and evaluate for sequences: the same steps as a loop by hand, sequences of different lengths, one target for a
// sequence, figures of epochs, what is learnt, messages.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(train_fit_sequences)

using Small = BasicNet<double, LSTM<2, 3>, Dense<3, 1>>;
using Steps = std::vector<std::array<double, 2>>;
using Wanted = std::vector<std::array<double, 1>>;

struct example {
  std::vector<Steps> inputs;
  std::vector<Wanted> targets;
};
/// Sequences of these lengths, with targets of no meaning.
example draw(const std::vector<std::size_t>& lengths) {
  Engine engine(5);
  example e;
  for (const std::size_t n : lengths) {
    e.inputs.emplace_back(n);
    e.targets.emplace_back(n);
    for (auto& x : e.inputs.back())
      for (double& v : x) v = uniform<double>(engine, -1.0, 1.0);
    for (auto& t : e.targets.back()) t[0] = uniform<double>(engine, -1.0, 1.0);
  }
  return e;
}
Small initial() {
  Small net;
  initialize(net, 3);
  return net;
}
/// ∂(Σ (y − t)²)/∂parameters of steps from … to − 1 of a sequence, where gradients begin at `from` and what went before
/// is in the stream; the sum of squares itself is added to `loss`. `first` counts: rows before it have no target.
template <std::size_t N> Small::Parameters gradient_of(Small& net, const Steps& x, const Wanted& t, std::size_t from,
                                                       std::size_t first, Stream<Small>& stream, double& loss) {
  Workspace<Small, 1, Mode::training, N> w;
  for (std::size_t i = 0; i < N; ++i) w.x()[i] = x[from + i];
  net.forward(w, stream);
  for (std::size_t i = 0; i < N; ++i) {
    const double off = i < first ? 0 : w.y()(i, 0) - t[from + i][0];
    loss += off * off;
    w.dy()[i] = {2 * off};
  }
  Small::Parameters gradient{};
  net.backward(w, gradient);
  return gradient;
}
double worst_difference(const Small::Parameters& a, const Small::Parameters& b) {
  double worst = 0;
  for (std::size_t i = 0; i < a.size(); ++i) worst = std::max(worst, std::abs(a[i] - b[i]));
  return worst;
}
/// The parameters after a step along the mean of gradients over `count` rows.
void step(Small& net, std::size_t count, const std::vector<Small::Parameters>& gradients) {
  for (const auto& g : gradients)
    for (std::size_t i = 0; i < g.size(); ++i) net.parameters[i] -= 0.5 * g[i] / double(count);
}

// Two streams of blocks of 3: sequence 0 has 5 steps, 1 has 3, 2 has 1, in order. So the first block has steps 0–2 of 0
// and of 1; the second has steps 3 and 4 of 0, and 2.
BOOST_AUTO_TEST_CASE(blocks_by_hand) {
  const example e = draw({5, 3, 1});
  Small net = initial(), expected = initial();
  const History history = fit<2, 3>(net, DataView(e.inputs, e.targets), MSE{}, SGD{.rate = 0.5}, {.shuffle = false});
  Stream<Small> a, b, c;
  double loss = 0;
  step(expected, 6,
       {gradient_of<3>(expected, e.inputs[0], e.targets[0], 0, 0, a, loss),
        gradient_of<3>(expected, e.inputs[1], e.targets[1], 0, 0, b, loss)});
  step(expected, 3,
       {gradient_of<2>(expected, e.inputs[0], e.targets[0], 3, 0, a, loss),
        gradient_of<1>(expected, e.inputs[2], e.targets[2], 0, 0, c, loss)});
  BOOST_TEST(worst_difference(net.parameters, expected.parameters) < 1e-14);
  BOOST_TEST(std::abs(history.last().loss - loss / 9) < 1e-14);
  BOOST_TEST((std::isnan(history.last().accuracy) && history.last().epoch == 1 && history.last().rate == 0.5));
}
// One target for a sequence counts for its last step: of sequence 0 in its second block, where its gradient begins.
BOOST_AUTO_TEST_CASE(one_target_for_a_sequence) {
  const example e = draw({5, 3});
  std::vector<double> last;
  for (const Wanted& t : e.targets) last.push_back(t.back()[0]);
  Small net = initial(), expected = initial();
  const History history = fit<2, 3>(net, DataView(e.inputs, last), MSE{}, SGD{.rate = 0.5}, {.shuffle = false});
  Stream<Small> a, b;
  double loss = 0, none = 0;
  const auto second = gradient_of<3>(expected, e.inputs[1], e.targets[1], 0, 2, b, loss);
  gradient_of<3>(expected, e.inputs[0], e.targets[0], 0, 3, a, none);
  step(expected, 1, {second});
  step(expected, 1, {gradient_of<2>(expected, e.inputs[0], e.targets[0], 3, 1, a, loss)});
  BOOST_TEST(worst_difference(net.parameters, expected.parameters) < 1e-14);
  BOOST_TEST(std::abs(history.last().loss - loss / 2) < 1e-14);
}

BOOST_AUTO_TEST_CASE(evaluation_is_of_each_sequence_from_rest) {
  const example e = draw({5, 3, 1, 9, 4});
  const Small net = initial();
  double sum = 0;
  std::size_t steps = 0;
  for (std::size_t i = 0; i < e.inputs.size(); ++i) {
    Stream<Small> stream;
    for (std::size_t t = 0; t < e.inputs[i].size(); ++t, ++steps) {
      const double off = net(e.inputs[i][t], stream)[0] - e.targets[i][t][0];
      sum += off * off;
    }
  }
  const DataView data(e.inputs, e.targets);
  const double expected = sum / double(steps);
  BOOST_TEST(std::abs(evaluate<2, 3>(net, data, MSE{}).loss - expected) < 1e-14);
  BOOST_TEST(std::abs(evaluate<7, 20>(net, data, MSE{}).loss - expected) < 1e-14);
  // as validation after an epoch, which left other values in the streams
  Small trained = net;
  const History history =
      fit<3, 2>(trained, data, MSE{}, SGD{.rate = 0}, {.epochs = 2, .validation = data, .clip_norm = 1});
  BOOST_TEST((std::abs(history.last().validation_loss - expected) < 1e-14 && history.last().gradient_norm > 0));
  BOOST_TEST(trained.parameters == net.parameters);
}

// The step before the last: something that no net without a state can tell.
BOOST_AUTO_TEST_CASE(learns_an_echo) {
  using Echo = Net<LSTM<1, 8>, Dense<8, 1>>;
  Engine engine(2);
  std::vector<std::vector<std::array<float, 1>>> inputs(30), targets(30);
  for (std::size_t i = 0; i < 30; ++i) {
    inputs[i].resize(10 + uniform_index(engine, 40));
    targets[i].resize(inputs[i].size());
    for (std::size_t t = 0; t < inputs[i].size(); ++t) {
      inputs[i][t][0] = uniform<float>(engine, -1.f, 1.f);
      targets[i][t][0] = t < 2 ? 0 : inputs[i][t - 2][0];
    }
  }
  const auto train = [&](std::uint64_t seed) {
    Echo net;
    initialize(net, 1);
    const DataView data(inputs, targets);
    const History history = fit<4, 16>(net, data.subset(0, 25), MSE{}, Adam{.rate = 0.02},
                                       {.epochs = 60, .seed = seed, .validation = data.subset(25, 5), .clip_norm = 1});
    BOOST_TEST(history.last().validation_loss < 0.01);
    return net;
  };
  const Echo net = train(1);
  BOOST_TEST((net.parameters == train(1).parameters && net.parameters != train(2).parameters));
}
BOOST_AUTO_TEST_CASE(learns_classes_of_sequences_and_of_steps) {  // whether the number of ones is odd
  Engine engine(3);
  std::vector<std::vector<std::array<float, 1>>> bits(120);
  std::vector<std::vector<std::uint8_t>> so_far(120);
  std::vector<int> odd(120);
  for (std::size_t i = 0; i < bits.size(); ++i) {
    bits[i].resize(1 + uniform_index(engine, 8));
    for (auto& b : bits[i]) {
      b[0] = static_cast<float>(uniform_index(engine, 2));
      odd[i] ^= static_cast<int>(b[0]);
      so_far[i].push_back(static_cast<std::uint8_t>(odd[i]));
    }
  }
  Net<GRU<1, 8>, Dense<8, 1, Sigmoid>> one;
  Net<GRU<1, 8>, Dense<8, 2, Softmax>> each;
  initialize(one, 2);
  initialize(each, 2);
  const History first = fit<16, 8>(one, DataView(bits, odd), BinaryCrossEntropy{}, Adam{.rate = 0.03}, {.epochs = 200});
  const History second = fit<16, 8>(each, DataView(bits, so_far), CrossEntropy{}, Adam{.rate = 0.03}, {.epochs = 200});
  BOOST_TEST((first.last().accuracy == 1 && second.last().accuracy == 1));
  BOOST_TEST((evaluate<5, 3>(one, DataView(bits, odd), BinaryCrossEntropy{}).accuracy == 1));
  BOOST_TEST((evaluate<5, 3>(each, DataView(bits, so_far), CrossEntropy{}).accuracy == 1));
}

BOOST_AUTO_TEST_CASE(ends_when_told) {
  const example e = draw({6, 6, 6});
  const DataView data(e.inputs, e.targets);
  Small net = initial();
  std::size_t called = 0;
  const History stopped = fit<2, 3>(net, data, MSE{}, SGD{.rate = 0.01}, {.epochs = 9},
                                    [&](const Epoch& epoch) { return ++called, epoch.epoch < 3; });
  BOOST_TEST((stopped.outcome == Outcome::stopped_by_user && stopped.epochs.size() == 3 && called == 3u));
  net = initial();
  const History early = fit<2, 3>(net, data, MSE{}, SGD{.rate = 0}, {.epochs = 9, .patience = 2});
  BOOST_TEST((early.outcome == Outcome::stopped_early && early.epochs.size() == 3 && early.best_epoch == 1));
}

// The calls of a Trainer are one call, to the bit: order of sequences, moments, schedule, best weights, patience.
BOOST_AUTO_TEST_CASE(a_trainer_in_parts_is_the_whole) {
  const example e = draw({6, 2, 5, 3, 7}), other = draw({4, 4});
  const DataView data(e.inputs, e.targets), validation(other.inputs, other.targets);
  const auto options = [&](std::size_t epochs, std::size_t patience) {
    return FitOptions<std::remove_const_t<decltype(data)>>{
        .epochs = epochs, .validation = validation, .schedule = cosine_decay(12), .clip_norm = 1, .patience = patience};
  };
  for (const std::size_t patience : {std::size_t{0}, std::size_t{3}}) {
    Small whole = initial(), net = initial();
    const History history = fit<2, 3>(whole, data, MSE{}, Adam{.rate = 0.05}, options(12, patience));
    Trainer trainer(net, Adam{.rate = 0.05});
    std::vector<Epoch> epochs;
    for (const std::size_t part : std::array<std::size_t, 3>{1, 4, 7}) {
      const History own = trainer.fit<2, 3>(data, MSE{}, options(part, patience));
      epochs.insert(epochs.end(), own.epochs.begin(), own.epochs.end());
    }
    BOOST_TEST(net.parameters == whole.parameters);
    BOOST_TEST_REQUIRE(epochs.size() == history.epochs.size());
    for (std::size_t i = 0; i < epochs.size(); ++i) {
      BOOST_TEST(epochs[i].loss == history.epochs[i].loss);
      BOOST_TEST(epochs[i].validation_loss == history.epochs[i].validation_loss);
    }
    BOOST_TEST(trainer.epochs() == history.epochs.size());
  }
}
BOOST_AUTO_TEST_CASE(a_trainer_whose_patience_ran_out_or_that_diverged) {
  example e = draw({6, 2});
  Small net = initial();
  Trainer trainer(net, Adam{.rate = 0});
  const auto call = [&](std::size_t patience) {
    return trainer.fit<2, 3>(DataView(e.inputs, e.targets), MSE{}, {.epochs = 9, .patience = patience});
  };
  BOOST_TEST((call(2).outcome == Outcome::stopped_early && trainer.epochs() == 3u));
  const History none = call(2);
  BOOST_TEST((none.outcome == Outcome::stopped_early && none.epochs.size() == 0u && trainer.epochs() == 3u));
  BOOST_TEST(trainer.state().optimizer.steps() > 0u);
  e.inputs[1][1][0] = NAN;
  BOOST_CHECK_THROW(call(20), divergence_error);
  BOOST_TEST(trainer.state().optimizer.steps() == 0u);
  BOOST_TEST(net.parameters == initial().parameters);
}

// train_step with a stream is forward_loss with it, and descend_loss.
BOOST_AUTO_TEST_CASE(steps_that_go_on_from_a_stream) {
  using W = Workspace<Small, 2, Mode::training, 3>;
  const example e = draw({12, 12});
  Small net = initial(), expected = initial();
  W w, v;
  Stream<Small, 2> stream, other;
  Optimizer<Adam, Small> optimizer{{.rate = 0.05}}, same{{.rate = 0.05}};
  for (std::size_t at = 0; at < 12; at += 3) {
    std::array<double, 6> targets{};
    for (std::size_t row = 0; row < 6; ++row) {
      w.x()[row] = v.x()[row] = e.inputs[row % 2][at + row / 2];
      targets[row] = e.targets[row % 2][at + row / 2][0];
    }
    const double loss = forward_loss(expected, v, other, targets, MSE{});
    descend_loss<MSE>(expected, v, same, 1);
    const double found = at < 6 ? train_step(net, w, stream, targets, MSE{}, optimizer, {.clip_norm = 1})
                                : train_step(net, w, stream, targets, MSE{}, optimizer, StepOptions{.clip_norm = 1});
    BOOST_TEST(found == loss);
  }
  BOOST_TEST(net.parameters == expected.parameters);
  BOOST_TEST((stream == other));
  Stream<Small, 2> rest;
  BOOST_TEST((stream != rest));
  const MSE loss;  // not a temporary
  const std::array<double, 6> targets{};
  const double before = train_step(net, w, stream, targets, loss, optimizer);
  BOOST_TEST(train_step(net, w, stream, targets, loss, optimizer) != before);
}

template <class Error, class F> std::string message_of(F f) {
  try {
    f();
  } catch (const Error& error) { return error.what(); }
  return "none";
}
BOOST_AUTO_TEST_CASE(messages) {
  example e = draw({6, 2});
  Small net = initial();
  const auto fitted = [&](double rate = 0.1) {
    return message_of<Error>([&] { fit<2, 3>(net, DataView(e.inputs, e.targets), MSE{}, SGD{.rate = rate}); });
  };
  BOOST_TEST(fitted(-1) == "fit: the optimizer's rate is -1, expected at least 0");
  e.targets[1].pop_back();
  BOOST_TEST(fitted() == "fit: sequence 1 has 1 target for 2 steps, expected as many");
  e.inputs[0].clear();
  BOOST_TEST(fitted() == "fit: sequence 0 has no steps, expected at least one");
  e = {};
  BOOST_TEST(fitted() == "fit: there are no samples, expected at least one");
  const std::vector<Steps> inputs(2, Steps(3));
  const std::vector<std::vector<int>> classes{{0, 1, 0}, {0, 2, -1}};
  const std::vector<int> last{1, -5};
  const BasicNet<double, LSTM<2, 3>, Dense<3, 2, Softmax>> two;
  BOOST_TEST(message_of<data_error>([&] {
               static_cast<void>(evaluate<1, 2>(two, DataView(inputs, classes), CrossEntropy{}));
             }) == "evaluate: sequence 1 has class 2 in step 1, expected 0 to 1");
  BOOST_TEST(message_of<data_error>([&] {
               static_cast<void>(evaluate<1, 2>(two, DataView(inputs, last), CrossEntropy{}));
             }) == "evaluate: sequence 1 has class -5 in step 2, expected 0 to 1");
  e = draw({6, 2});
  e.inputs[1][1][0] = NAN;
  const auto before = net.parameters;
  BOOST_TEST(message_of<divergence_error>([&] {
               fit<2, 3>(net, DataView(e.inputs, e.targets), MSE{}, SGD{.rate = 0.1});
             }).find("training diverged: the loss is not finite in epoch 1, batch 1.") == 0u);
  BOOST_TEST(net.parameters == before);
}

BOOST_AUTO_TEST_SUITE_END()
