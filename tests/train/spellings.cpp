// What a user writes from habit, line by line, and that each has its effect: ranges of every kind, limits of any number
// type, labels in place of numbers, temporaries where nothing keeps them.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(train_spellings)

using Small = Net<Dense<2, 3, Softmax>>;
using Row = std::array<float, 2>;
using Data = Dataset<Row, int>;

Data load() { return {{{1, 0}, {0, 1}, {1, 1}, {0, 0}}, {0, 1, 2, 2}}; }
Small initial() {
  Small net;
  initialize(net, 1);
  return net;
}

BOOST_AUTO_TEST_CASE(gradients) {
  Optimizer<SGD, Small> optimizer;
  const auto fill = [&] {
    optimizer.gradient().fill(0);
    optimizer.gradient()[0] = 3;
    optimizer.gradient()[1] = 4;
  };
  const auto length = [&] { return gradient_norm(optimizer.gradient()); };
  const auto one = boost::test_tools::tolerance(1e-6f);
  fill();
  BOOST_TEST(clip_by_norm(optimizer.gradient(), 1.0) == 5);
  BOOST_TEST(length() == 1.0f, one);
  fill();
  BOOST_TEST(clip_by_norm(optimizer.gradient(), 1) == 5);
  BOOST_TEST(length() == 1.0f, one);
  fill();
  BOOST_TEST(clip_by_norm(std::span(optimizer.gradient()), 1.0f) == 5);
  BOOST_TEST(length() == 1.0f, one);
  fill();
  BOOST_TEST(clip_by_norm(std::span<float>(optimizer.gradient()), 1.0) == 5);
  BOOST_TEST(length() == 1.0f, one);

  std::vector<double> vector{3, 4};
  BOOST_TEST(clip_by_norm(vector, 1.0f) == 5);
  BOOST_TEST(gradient_norm(vector) == 1.0, boost::test_tools::tolerance(1e-6));
  float plain[] = {3, 4};
  BOOST_TEST(gradient_norm(plain) == 5);
  BOOST_TEST(clip_by_norm(plain, 10) == 5);
  BOOST_TEST(plain[1] == 4);  // below the limit
  BOOST_TEST(gradient_norm(std::span<float>(plain)) == 5);
  BOOST_TEST(gradient_norm(std::span<const float>(plain)) == 5);
  BOOST_TEST(gradient_norm(std::array{3.0, 4.0}) == 5);
  Small net;
  net.parameters_of<0>()[0] = 2;
  BOOST_TEST(gradient_norm(net.parameters_of<0>()) == 2);
}

/// The weights after one step with these targets.
template <class Targets> Small::Parameters after(const Targets& targets) {
  Small net = initial();
  Workspace<Small, 4, Mode::training> w;
  w.x() = load().inputs;
  Optimizer<SGD, Small> optimizer{SGD{.rate = 0.5}};
  train_step(net, w, targets, CrossEntropy{}, optimizer);
  return net.parameters;
}
BOOST_AUTO_TEST_CASE(targets) {
  const auto expected = after(std::array<float, 12>{1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1});
  BOOST_TEST((expected != initial().parameters));
  BOOST_TEST((after(std::vector<float>{1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1}) == expected));
  BOOST_TEST((after(load().targets) == expected));
  const int labels[] = {0, 1, 2, 2};
  BOOST_TEST((after(labels) == expected));
  BOOST_TEST((after(std::span(labels)) == expected));
  BOOST_TEST((after(std::array<std::uint8_t, 4>{0, 1, 2, 2}) == expected));
  BOOST_TEST((after(one_hot<3>(labels)) == expected));
  BOOST_TEST((after(one_hot<3>({0, 1, 2, 2})) == expected));
  BOOST_TEST((after(one_hot<3>(load()).targets) == expected));
}

BOOST_AUTO_TEST_CASE(the_loss_of_a_batch) {
  Small net = initial();
  Workspace<Small, 4, Mode::training> w;
  w.x() = load().inputs;
  const float loss = forward_loss(net, w, load().targets, CrossEntropy{});
  BOOST_TEST(loss == forward_loss(net, w, load().targets, 4, CrossEntropy{}));
  BOOST_TEST(static_cast<double>(loss) == evaluate(net, load(), CrossEntropy{}).loss,
             boost::test_tools::tolerance(1e-6));
  BOOST_TEST(forward_loss(net, w, std::vector<int>{1}, 1, CrossEntropy{}) == -std::log(net({1, 0})[1]),
             boost::test_tools::tolerance(1e-5f));
}

BOOST_AUTO_TEST_CASE(a_step_with_clipping_and_an_engine) {
  using Random = Net<Dense<2, 8, Tanh>, Dropout<Ratio<1, 2>>, Dense<8, 3, Softmax>>;
  const auto moved = [](auto&&... last) {
    Random net;
    initialize(net, 1);
    const auto before = net.parameters;
    Workspace<Random, 4, Mode::training> w;
    w.x() = load().inputs;
    Optimizer<SGD, Random> optimizer{SGD{.rate = 1}};
    train_step(net, w, load().targets, CrossEntropy{}, optimizer, last...);
    auto step = net.parameters;
    for (std::size_t i = 0; i < step.size(); ++i) step[i] -= before[i];
    return gradient_norm(step);
  };
  Engine one(1), two(1), three(1);
  const float free = moved(one);
  BOOST_TEST(free > 0.1f);
  BOOST_TEST(moved(StepOptions{}, two) == free);
  BOOST_TEST(moved(StepOptions{.clip_norm = 0.01}, three) == 0.01f, boost::test_tools::tolerance(1e-3f));

  Small net = initial();
  Workspace<Small, 4, Mode::training> w;
  Optimizer<SGD, Small> optimizer{SGD{.rate = 1}};
  w.x() = load().inputs;
  train_step(net, w, load().targets, CrossEntropy{}, optimizer, {.clip_norm = 1e-3});
  auto step = net.parameters;
  for (std::size_t i = 0; i < step.size(); ++i) step[i] -= initial().parameters[i];
  BOOST_TEST(gradient_norm(step) == 1e-3f, boost::test_tools::tolerance(1e-3f));
}

// A temporary is fine where the function ends before it does.
BOOST_AUTO_TEST_CASE(temporaries) {
  Small net = initial();
  const History history = fit<4>(net, load(), CrossEntropy{}, SGD{.rate = 0.5}, {.epochs = 2});
  Small same = initial();
  const Data data = load();
  const History again = fit<4>(same, data, CrossEntropy{}, SGD{.rate = 0.5}, {.epochs = 2});
  BOOST_TEST(history.epochs[1].loss == again.epochs[1].loss);
  BOOST_TEST((net.parameters == same.parameters));
  BOOST_TEST(evaluate(net, load(), CrossEntropy{}).loss == evaluate(net, data, CrossEntropy{}).loss);
  BOOST_TEST(accuracy(net, load()) == accuracy(net, data));
  const auto [train, test] = train_test_split(load(), 0.25, 1);
  BOOST_TEST(train.size() == 3u);
  BOOST_TEST(to_dataset(DataView(data)).targets == data.targets);
  std::size_t indices = 0;
  for (const auto batch : Batches(10, 4)) indices += batch.size();
  BOOST_TEST(indices == 10u);
  BOOST_TEST((Batches(data, 3).size() == 2u && Batches(DataView(data), 3).size() == 2u));
  BOOST_TEST((Batches(data.targets, 3).samples() == 4u && Batches(10, 4).size() == 3u));
}

BOOST_AUTO_TEST_CASE(nets_chosen_at_run_time) {
  Small net = initial();
  AnyNet<2, 3, 256> any = net;
  const float plain[] = {0.5f, -1};
  const std::array<std::uint8_t, 2> bytes{255, 0};
  BOOST_TEST(any.predict(plain) == net.predict(plain));
  BOOST_TEST(any.predict(std::span<const float, 2>(plain)) == net.predict(std::span<const float, 2>(plain)));
  BOOST_TEST(any.predict(bytes) == net.predict(bytes));
  BOOST_TEST(any.predict({1, 2}) == net.predict({1, 2}));
  Workspace<Small, 4> w;
  w.x() = load().inputs;
  BOOST_TEST(any.predict(w.x()[1]) == net.predict({0, 1}));

  AnyNet<2, 3, 256> other = Small{};
  other.parameters() = any.parameters();
  BOOST_TEST((other.get_if<Small>()->parameters == net.parameters));
  any.parameters() = std::vector<float>(net.parameters.size(), 1);
  BOOST_TEST(any.get_if<Small>()->weight<0>(1, 2) == 1);
}

BOOST_AUTO_TEST_CASE(images) {
  using Image = shape<1, 2, 2>;
  const std::array<float, 4> image{1, 2, 3, 4}, shifted{0, 1, 0, 3};
  std::array<float, 4> to{};
  distort<Image>(image, to, {.right = 1});
  BOOST_TEST((to == shifted));
  float plain[4] = {};
  distort<Image>(image, plain, {.right = 1});
  BOOST_TEST((std::to_array(plain) == shifted));
  Workspace<Net<Dense<4, 1>>, 2> w;
  distort<Image>(image, w.x()[1], {.right = 1});
  BOOST_TEST((std::array<float, 4>(w.x()[1]) == shifted));
  Engine engine(1);
  augment<Image>(image, to, {}, engine);
  BOOST_TEST((to == image));
}

BOOST_AUTO_TEST_CASE(losses) {
  const std::vector<float> y{1, 2}, t{0, 4};
  std::array<float, 2> dy{};
  BOOST_TEST(differentiate<2>(MSE{}, y, t) == 2.5f);
  BOOST_TEST(differentiate<2>(MSE{}, y, t, dy) == 2.5f);
  BOOST_TEST((dy == std::array{1.0f, -2.0f}));
  Workspace<Small, 4, Mode::training> w;
  w.dy().flat() = std::array<float, 12>{};
  BOOST_TEST(differentiate<3>(MSE{}, w.y().flat(), std::array<float, 12>{}, w.dy().flat()) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
