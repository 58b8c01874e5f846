// Inference and training steps ask for no memory; fit() does before its first epoch only.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/draws.hpp"
#include "hooks.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(allocation_allocation)

using Model = Net<Dense<20, 64, ReLU>, Dense<64, 16, GELU>, Dense<16, 3, Softmax>>;

/// Allocations while f runs.
template <class F> std::size_t during(F f) {
  const std::size_t before = allocations;
  f();
  return allocations - before;
}

// Volatile, or compilers leave allocations out that nobody looks at.
volatile std::size_t a_few = 3;
void* volatile memory = nullptr;
BOOST_AUTO_TEST_CASE(allocations_are_seen) {
  BOOST_TEST(during([] { memory = new int; }) >= 1u);
  delete static_cast<int*>(memory);
  BOOST_TEST(during([] { memory = new Workspace<Model, 1>; }) >= 1u);  // aligned
  delete static_cast<Workspace<Model, 1>*>(memory);
#if SINEW_TEST_COUNTS_MALLOC
  BOOST_TEST(during([] { memory = std::malloc(a_few); }) == 1u);
  BOOST_TEST(during([] { memory = std::realloc(memory, 100 * a_few); }) == 1u);
  std::free(memory);
  BOOST_TEST(during([] { memory = std::calloc(a_few, 1); }) == 1u);
  std::free(memory);
#endif
}

Dataset<std::array<float, 20>, int> task(std::size_t count) {
  Dataset<std::array<float, 20>, int> data;
  auto draw = laws::draws(1);
  for (std::size_t i = 0; i < count; ++i) {
    std::array<float, 20> x;
    for (float& v : x) v = float(draw());
    data.push_back(x, int(i % 3));
  }
  return data;
}

BOOST_AUTO_TEST_CASE(streams) {
  using Amp = Net<LSTM<1, 20>, GRU<20, 12>, GRU<12, 8, ResetBefore>, RNN<8, 8>, Dense<8, 1>>;
  const auto net = std::make_unique<Amp>();
  initialize(*net, 1);
  std::vector<std::array<float, 1>> xs(300), ys(300);
  Stream<Amp> stream;
  Stream<Amp, 3> three;
  const auto w = std::make_unique<Workspace<Amp, 3, Mode::training, 8>>();
  const auto optimizer = std::make_unique<Optimizer<Adam, Amp>>();
  BOOST_TEST(during([&] {
               ys[0] = (*net)({1.f}, stream);
               (*net)(xs, ys, stream);
               (*net)(xs, ys, three);
               net->forward(*w, three);
               forward_loss(*net, *w, three, std::span(ys).first(24), MSE{});
               descend_loss<MSE>(*net, *w, *optimizer, 1);
               stream.reset();
             }) == 0u);
  // fit allocates before its first epoch
  std::vector<std::vector<std::array<float, 1>>> inputs(5, xs), targets(5, ys);
  const auto fits = [&](std::size_t epochs) {
    return during([&] { fit<3, 8>(*net, DataView(inputs, targets), MSE{}, Adam{}, {.epochs = epochs}); });
  };
  const std::size_t once = fits(1);
  BOOST_TEST(fits(4) == once);
}
BOOST_AUTO_TEST_CASE(convolutions_of_streams) {
  using Amp = Net<CausalConv1D<1, 8, 3, Dilation<4>>, Gated<Tanh, Sigmoid>, CausalConv1D<4, 1, 2>,
                  WaveNet<1, WaveNetStack<8, Dilated<3, Tanh, 1, 2, 4>, Head<1, 4>>>>;
  const auto net = std::make_unique<Amp>();
  initialize(*net, 1);
  std::vector<std::array<float, 1>> xs(300), ys(300);
  const auto stream = std::make_unique<Stream<Amp>>();
  const auto three = std::make_unique<Stream<Amp, 3>>();
  const auto w = std::make_unique<Workspace<Amp, 3, Mode::training, 8>>();
  const auto optimizer = std::make_unique<Optimizer<Adam, Amp>>();
  BOOST_TEST(during([&] {
               ys[0] = (*net)({1.f}, *stream);
               (*net)(xs, ys, *stream);
               (*net)(xs, ys, *three);
               net->forward(*w, *three);
               forward_loss(*net, *w, *three, std::span(ys).first(24), MSE{});
               descend_loss<MSE>(*net, *w, *optimizer, 1);
             }) == 0u);
}

BOOST_AUTO_TEST_CASE(streams_of_a_language_model) {
  using Text = Net<Embedding<9, 12>, Residual<LayerNorm<>, SelfAttention<12, 3, Context<20>, ALiBi>>,
                   SelfAttention<12, 1, Context<5>>, Dense<12, 9, Softmax>>;
  const auto net = std::make_unique<Text>();
  initialize(*net, 1);
  std::vector<std::array<float, 1>> xs(300);
  std::vector<Text::Output> ys(300);
  for (std::size_t i = 0; i < xs.size(); ++i) xs[i][0] = float(i % 9);
  const std::vector<int> targets(24);
  Stream<Text> stream;
  const auto three = std::make_unique<Stream<Text, 3>>();
  const auto w = std::make_unique<Workspace<Text, 3, Mode::training, 8>>();
  const auto optimizer = std::make_unique<Optimizer<Adam, Text>>();
  BOOST_TEST(during([&] {
               ys[0] = (*net)({1.f}, stream);
               (*net)(xs, ys, stream);
               (*net)(xs, ys, *three);
               forward_loss(*net, *w, *three, targets, CrossEntropy{});
               descend_loss<CrossEntropy>(*net, *w, *optimizer, 1);
               stream.reset();
             }) == 0u);
}
BOOST_AUTO_TEST_CASE(inference) {
  const auto net = [] {
    auto made = std::make_unique<Model>();
    initialize(*made, 1);
    return made;
  }();
  const auto data = task(150);
  std::vector<Model::Output> out(150);
  const std::array<std::uint8_t, 20> pixels{1, 2, 3};
  const auto w = std::make_unique<Workspace<Model, 64>>();
  float sum = 0;
  BOOST_TEST(during([&] {
               sum += (*net)(data.inputs[0])[0];
               sum += (*net)(pixels)[0];
               sum += float(net->predict(data.inputs[1]));
               (*net)(data.inputs, out);
               net->forward(*w);
               sum += w->y()(0, 0) + out[149][0];
             }) == 0u);
  BOOST_TEST(sum > 0);
}

template <class Formula> void steps_do_not_allocate(const Formula& formula) {
  const auto net = std::make_unique<Model>();
  initialize(*net, 1);
  const auto w = std::make_unique<Workspace<Model, 64, Mode::training>>();
  const auto optimizer = std::make_unique<Optimizer<Formula, Model>>(formula);
  std::array<float, 64 * 3> t{};
  const auto data = task(64);
  for (std::size_t s = 0; s < 64; ++s) {
    std::copy(data.inputs[s].begin(), data.inputs[s].end(), w->x()[s].begin());
    t[3 * s + std::size_t(data.targets[s])] = 1;
  }
  const float before = net->weight<0>(0, 0);
  BOOST_TEST(during([&] {
               for (int i = 0; i < 3; ++i) train_step(*net, *w, std::span<const float>(t), CrossEntropy{}, *optimizer);
               forward_loss(*net, *w, std::span<const float>(t), 10, CrossEntropy{});
               backward_loss<CrossEntropy>(*net, *w, accumulate(optimizer->gradient().data()));
               descend_loss<CrossEntropy>(*net, *w, *optimizer, 1.0f);
               optimizer->step(*net);
             }) == 0u);
  BOOST_TEST((net->weight<0>(0, 0) != before));
}
BOOST_AUTO_TEST_CASE(training_steps) {
  steps_do_not_allocate(SGD{});
  steps_do_not_allocate(Adam{});
}

BOOST_AUTO_TEST_CASE(first_weights) {
  const auto net = std::make_unique<Model>();
  BOOST_TEST(during([&] { initialize(*net, 1); }) == 0u);
}

BOOST_AUTO_TEST_CASE(fit_allocates_before_the_first_epoch) {
  const auto net = std::make_unique<Model>();
  initialize(*net, 1);
  const auto data = task(150), validation = task(70);
  std::array<std::size_t, 10> at_epoch{};
  const std::size_t before = allocations;
  std::size_t after = 0;
  {
    const auto history =
        fit<32>(*net, data, CrossEntropy{}, Adam{},
                {.epochs = 10, .validation = validation, .schedule = cosine_decay(10), .clip_norm = 1, .patience = 20},
                [&](const Epoch& e) { at_epoch[e.epoch - 1] = allocations; });
    after = allocations;
    BOOST_TEST(history.epochs.size() == 10u);
  }
  BOOST_TEST(at_epoch[0] > before);
  for (const std::size_t count : at_epoch) BOOST_TEST(count == at_epoch[0]);
  BOOST_TEST(after == at_epoch[9]);
}

BOOST_AUTO_TEST_CASE(a_trainer_allocates_in_its_first_call) {
  const auto net = std::make_unique<Model>();
  initialize(*net, 1);
  const auto data = task(150);
  Trainer trainer(*net, Adam{});
  const auto call = [&] {
    History history =
        trainer.fit<32>(data, CrossEntropy{}, {.epochs = 2, .validation = data, .clip_norm = 1, .patience = 20});
    memory = history.epochs.data();  // or the compiler may leave its allocation out
  };
  call();
  const std::size_t history = during([] {  // which each call returns
    std::vector<Epoch> epochs(a_few);
    memory = epochs.data();
  });
  BOOST_TEST(during(call) == history);
  BOOST_TEST(during(call) == history);
}

BOOST_AUTO_TEST_SUITE_END()
