// Training of nets with several inputs and outputs: figures of PyTorch; fit, Trainer, evaluate; constant expressions.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>
#include <sinew/report/summary.hpp>

#include "../laws/draws.hpp"
#include "../reference/heads.hpp"

using namespace sinew;
namespace figures = reference::heads;

namespace {

using Both = Net<Inputs<shape<1, 6, 6>, shape<3>>,
                 Branches<Sequential<Conv2D<2, 3, ReLU>, MaxPool2D<2>, Flatten>, Dense<3, 4, Tanh>>, Dense<12, 6, Tanh>,
                 Heads<Dense<6, 3, Softmax>, Dense<6, 2>, Sequential<Dense<6, 4, ReLU>, Dense<4, 1, Sigmoid>>>>;
using Double = Both::with_scalar<double>;
using Loss3 = Losses<CrossEntropy, MSE, BinaryCrossEntropy>;

/// f(position, number in PyTorch's order) for each parameter.
template <class F> void each_value(F f) {
  std::size_t next = 0;
  for (const TensorDescription& t : tensors_of<Double>) t.each_position([&](std::size_t at) { f(at, next++); });
  BOOST_TEST(next == figures::values.size());
}
Double net_of_figures() {
  Double net;
  each_value([&](std::size_t at, std::size_t i) { net.parameters[at] = figures::values[i]; });
  return net;
}
template <class Values> double worst(const Double::Parameters& found, const Values& expected) {
  double off = 0;
  each_value([&](std::size_t at, std::size_t i) { off = std::max(off, std::abs(found[at] - expected[i])); });
  return off;
}
Loss3 weighted() {
  return Loss3{CrossEntropy{}, MSE{}, BinaryCrossEntropy{}}.weighted(figures::weights[0], figures::weights[1],
                                                                     figures::weights[2]);
}
using Sample = std::tuple<std::array<double, 36>, std::array<double, 3>>;
using Target = std::tuple<int, std::array<double, 2>, int>;
Dataset<Sample, Target> data_of_figures() {
  Dataset<Sample, Target> data;
  for (std::size_t s = 0; s < figures::batch; ++s) {
    Sample x{};
    std::copy_n(figures::images.data() + 36 * s, 36, std::get<0>(x).data());
    std::copy_n(figures::numbers.data() + 3 * s, 3, std::get<1>(x).data());
    data.push_back(x,
                   {figures::classes[s], {figures::positions[2 * s], figures::positions[2 * s + 1]}, figures::yes[s]});
  }
  return data;
}
template <class W> void fill(W& w, const Dataset<Sample, Target>& data) {
  for (std::size_t s = 0; s < figures::batch; ++s) {
    w.template x<0>()[s] = std::get<0>(data.inputs[s]);
    w.template x<1>()[s] = std::get<1>(data.inputs[s]);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(train_heads)

BOOST_AUTO_TEST_CASE(names_are_those_of_pytorch) {
  BOOST_TEST(tensors_of<Double>.size() == figures::names.size());
  for (std::size_t i = 0; i < figures::names.size(); ++i) BOOST_TEST(tensors_of<Double>[i].name == figures::names[i]);
}

BOOST_AUTO_TEST_CASE(outputs_losses_and_gradients_of_pytorch) {
  Double net = net_of_figures();
  const auto data = data_of_figures();
  static Workspace<Double, figures::batch, Mode::input_gradient> w;
  fill(w, data);
  const double loss = forward_loss(net, w, data.targets, weighted());
  double total = 0, off = 0;
  for (std::size_t j = 0; j < 3; ++j) total += figures::weights[j] * figures::losses[j];
  BOOST_TEST(std::abs(loss - total) < 1e-12);
  for (std::size_t s = 0; s < figures::batch; ++s) {
    const auto [probabilities, place, certainty] = net(data.inputs[s]);
    for (std::size_t i = 0; i < 3; ++i) {
      off = std::max(off, std::abs(probabilities[i] - figures::probabilities[3 * s + i]));
      off = std::max(off, std::abs(w.y<0>()[s][i] - figures::probabilities[3 * s + i]));
    }
    for (std::size_t i = 0; i < 2; ++i) off = std::max(off, std::abs(place[i] - figures::places[2 * s + i]));
    off = std::max(off, std::abs(certainty[0] - figures::certainties[s]));
  }
  BOOST_TEST(off < 1e-12);
  Double::Parameters gradient{};
  backward_loss<Loss3>(net, w, accumulate(gradient.data()));
  BOOST_TEST(worst(gradient, figures::gradient) < 1e-12);
  for (std::size_t s = 0; s < figures::batch; ++s) {
    for (std::size_t i = 0; i < 36; ++i)
      off = std::max(off, std::abs(w.dx<0>()[s][i] - figures::image_gradient[36 * s + i]));
    for (std::size_t i = 0; i < 3; ++i)
      off = std::max(off, std::abs(w.dx<1>()[s][i] - figures::numbers_gradient[3 * s + i]));
  }
  BOOST_TEST(off < 1e-12);
}

BOOST_AUTO_TEST_CASE(steps_of_pytorch) {
  const auto data = data_of_figures();
  static Workspace<Double, figures::batch, Mode::training> w;
  fill(w, data);
  {
    Double net = net_of_figures();
    Optimizer<SGD, Double> optimizer{SGD{.rate = 0.1}};
    train_step(net, w, data.targets, weighted(), optimizer);
    BOOST_TEST(worst(net.parameters, figures::after_sgd) < 1e-12);
  }
  {
    Double net = net_of_figures();
    Optimizer<Adam, Double> optimizer{Adam{.rate = 0.01}};
    // targets per head
    std::array<std::array<double, 2>, figures::batch> positions{};
    for (std::size_t s = 0; s < figures::batch; ++s) positions[s] = std::get<1>(data.targets[s]);
    const std::vector<int> yes(figures::yes.begin(), figures::yes.end());
    for (int step = 0; step < 3; ++step)
      train_step(net, w, std::tuple{std::span(figures::classes), positions, yes}, weighted(), optimizer);
    BOOST_TEST(worst(net.parameters, figures::after_adam) < 1e-8);
  }
  {  // fit is a loop around the same step
    Double net = net_of_figures();
    fit<figures::batch>(net, data, weighted(), SGD{.rate = 0.1}, {.epochs = 1, .shuffle = false});
    BOOST_TEST(worst(net.parameters, figures::after_sgd) < 1e-12);
  }
  {  // with a norm that clips nothing, the gradient is stored
    Double net = net_of_figures();
    Trainer trainer(net, SGD{.rate = 0.1});
    const History history =
        trainer.fit<figures::batch>(data, weighted(), {.epochs = 1, .shuffle = false, .clip_norm = 1e9});
    BOOST_TEST(worst(net.parameters, figures::after_sgd) < 1e-12);
    BOOST_TEST(history.epochs[0].gradient_norm > 0);
  }
}

BOOST_AUTO_TEST_CASE(figures_of_each_head) {
  const Double net = net_of_figures();
  const auto data = data_of_figures();
  const HeadsEvaluation<3> all = evaluate<4>(net, data, weighted());
  double total = 0, right[2]{};
  for (std::size_t j = 0; j < 3; ++j) {
    BOOST_TEST(std::abs(all.heads[j].loss - figures::losses[j]) < 1e-12);
    total += figures::weights[j] * figures::losses[j];
  }
  BOOST_TEST(std::abs(all.loss - total) < 1e-12);
  for (std::size_t s = 0; s < figures::batch; ++s) {
    const double* p = figures::probabilities.data() + 3 * s;
    right[0] += std::max_element(p, p + 3) - p == figures::classes[s];
    right[1] += (figures::certainties[s] >= 0.5) == (figures::yes[s] == 1);
  }
  BOOST_TEST(all.heads[0].accuracy == right[0] / figures::batch);
  BOOST_TEST(std::isnan(all.heads[1].accuracy));
  BOOST_TEST(all.heads[2].accuracy == right[1] / figures::batch);
  BOOST_TEST(all.accuracy == (right[0] + right[1]) / (2 * figures::batch));
  Double same = net;
  const History history = fit<4>(same, data, weighted(), SGD{.rate = 0}, {.epochs = 1, .validation = data});
  BOOST_TEST(std::abs(history.epochs[0].loss - total) < 1e-12);
  BOOST_TEST(std::abs(history.epochs[0].validation_loss - total) < 1e-12);
  BOOST_TEST(history.epochs[0].accuracy == all.accuracy);
  BOOST_TEST(history.epochs[0].validation_accuracy == all.accuracy);
}

// A head whose loss has the weight 0 leaves the shared layers alone; wide heads, of one sample at a time, too.
BOOST_AUTO_TEST_CASE(weights_of_losses) {
  using Wide = BasicNet<double, Dense<2, 3, Tanh>, Heads<Dense<3, 2>, Dense<3, 700>>>;
  using Alone = BasicNet<double, Dense<2, 3, Tanh>, Dense<3, 700>>;
  Wide net;
  Alone alone;
  auto draw = laws::draws(3);
  for (double& p : net.parameters) p = draw();
  for (std::size_t i = 0; i < Wide::layer<0>::parameters; ++i) alone.parameters_of<0>()[i] = net.parameters_of<0>()[i];
  for (std::size_t i = 0; i < Wide::layer<1, 1>::parameters; ++i)
    alone.parameters_of<1>()[i] = net.parameters_of<1, 1>()[i];
  static Workspace<Wide, 5, Mode::training> w;
  static Workspace<Alone, 5, Mode::training> v;
  for (std::size_t s = 0; s < 5; ++s) w.x()[s] = v.x()[s] = std::array{draw(), draw()};
  std::vector<std::tuple<std::array<double, 2>, std::array<double, 700>>> targets(5);
  std::vector<std::array<double, 700>> second(5);
  for (std::size_t s = 0; s < 5; ++s) {
    for (double& t : std::get<1>(targets[s])) t = draw();
    second[s] = std::get<1>(targets[s]);
  }
  const double loss = forward_loss(net, w, targets, Losses{MSE{}, MAE{}}.weighted(0, 3)),
               expected = forward_loss(alone, v, second, MAE{});
  BOOST_TEST(std::abs(loss - 3 * expected) < 1e-12);
  Wide::Parameters g{};
  Alone::Parameters h{};
  net.backward(w, g);
  alone.backward(v, h);
  for (std::size_t i = 0; i < Wide::layer<0>::parameters; ++i) BOOST_TEST(std::abs(g[i] - 3 * h[i]) < 1e-12);
}

// A head whose classes count differently: its mean divides by the weights of all samples, as that of a net does.
BOOST_AUTO_TEST_CASE(weights_of_classes) {
  using Both2 = BasicNet<double, Dense<2, 3, Tanh>, Heads<Dense<3, 2>, Dense<3, 4, Softmax>>>;
  using Alone = BasicNet<double, Dense<2, 3, Tanh>, Dense<3, 4, Softmax>>;
  Both2 net;
  Alone alone;
  auto draw = laws::draws(4);
  for (double& p : net.parameters) p = draw();
  for (std::size_t i = 0; i < Both2::layer<0>::parameters; ++i) alone.parameters_of<0>()[i] = net.parameters_of<0>()[i];
  for (std::size_t i = 0; i < Both2::layer<1, 1>::parameters; ++i)
    alone.parameters_of<1>()[i] = net.parameters_of<1, 1>()[i];
  constexpr std::size_t count = 70;
  Dataset<std::array<double, 2>, std::tuple<std::array<double, 2>, int>> data;
  Dataset<std::array<double, 2>, int> second;
  for (int s = 0; s < int(count); ++s) {
    second.push_back({draw(), draw()}, s > 50 ? 3 : s % 3);
    data.push_back(second.inputs.back(), {std::array{draw(), draw()}, second.targets.back()});
  }
  const auto of_classes = weighted(CrossEntropy{}, {1, 2, 0.5, 4});
  const auto losses = Losses{MSE{}, of_classes}.weighted(0, 3);
  static Workspace<Both2, count, Mode::training> w;
  static Workspace<Alone, count, Mode::training> v;
  for (std::size_t s = 0; s < count; ++s) w.x()[s] = v.x()[s] = second.inputs[s];
  const double loss = forward_loss(net, w, data.targets, losses),
               expected = forward_loss(alone, v, second.targets, of_classes);
  BOOST_TEST(std::abs(loss - 3 * expected) < 1e-12);
  Both2::Parameters g{};
  Alone::Parameters h{};
  backward_loss<std::remove_const_t<decltype(losses)>>(net, w, accumulate(g.data()));
  backward_loss<std::remove_const_t<decltype(of_classes)>>(alone, v, accumulate(h.data()));
  for (std::size_t i = 0; i < Both2::layer<0>::parameters; ++i) BOOST_TEST(std::abs(g[i] - 3 * h[i]) < 1e-12);
  const auto all = evaluate<16>(net, data, losses);  // in blocks of other samples
  BOOST_TEST(std::abs(all.heads[1].loss - expected) < 1e-12);
  BOOST_TEST(std::abs(all.loss - 3 * expected) < 1e-12);
}

// Three samples in the last batch; bytes as pixels; a class out of range; weights out of range.
BOOST_AUTO_TEST_CASE(bytes_and_errors) {
  using Bytes = Dataset<std::tuple<std::array<std::uint8_t, 36>, std::array<float, 3>>,
                        std::tuple<int, std::array<float, 2>, std::array<float, 1>>>;
  using Floats = Dataset<std::array<float, 39>, std::tuple<std::size_t, std::array<float, 2>, float>>;
  Bytes bytes;
  Floats floats;
  Engine engine(5);
  for (int s = 0; s < 19; ++s) {
    std::tuple<std::array<std::uint8_t, 36>, std::array<float, 3>> x{};
    std::array<float, 39> all{};
    for (std::size_t i = 0; i < 36; ++i) {
      const auto pixel = static_cast<std::uint8_t>(engine() % 256);
      std::get<0>(x)[i] = pixel;
      all[i] = static_cast<float>(pixel) * (1.0f / 255);
    }
    for (std::size_t i = 0; i < 3; ++i) std::get<1>(x)[i] = all[36 + i] = static_cast<float>(engine() % 9) / 9;
    bytes.push_back(x, {s % 3, {0.5f, all[36]}, {s % 2 == 0 ? 1.0f : 0.0f}});
    floats.push_back(all, {static_cast<std::size_t>(s % 3), {0.5f, all[36]}, s % 2 == 0 ? 1.0f : 0.0f});
  }
  const auto net = std::make_unique<Both>(), same = std::make_unique<Both>();
  initialize(*net, 1);
  *same = *net;
  const Loss3 losses{CrossEntropy{}, MSE{}, BinaryCrossEntropy{}};
  const History history = fit<8>(*net, bytes, losses, Adam{.rate = 0.02}, {.epochs = 60});
  fit<8>(*same, floats, losses, Adam{.rate = 0.02}, {.epochs = 60});
  BOOST_TEST(net->parameters == same->parameters);
  BOOST_TEST(history.epochs.back().loss < 0.5 * history.epochs.front().loss);

  std::get<0>(bytes.targets[7]) = 3;
  BOOST_CHECK_EXCEPTION(fit<8>(*net, bytes, losses, Adam{}), data_error, [](const data_error& e) {
    return e.sample == 7 && std::string(e.what()) == "fit: sample 7 has class 3, expected 0 to 2";
  });
  BOOST_CHECK_THROW(static_cast<void>(evaluate(*net, bytes, losses)), data_error);
  BOOST_CHECK_THROW(static_cast<void>(evaluate(*net, floats, losses.weighted(1, -1, 1))), option_error);
  BOOST_CHECK_THROW(fit<8>(*net, floats, Losses{CrossEntropy{}, Huber{.delta = 0}, BinaryCrossEntropy{}}, Adam{}),
                    option_error);
}

// A training in a constant expression.
constexpr auto trained = [] {
  using Tiny = BasicNet<double, Inputs<shape<1>, shape<2>>, Branches<PassThrough, Dense<2, 2, Tanh>>,
                        Heads<Dense<3, 2, Softmax>, Dense<3, 1>>>;
  Tiny net;
  initialize(net, 2);
  Dataset<std::tuple<std::array<double, 1>, std::array<double, 2>>, std::tuple<int, double>> data;
  for (int i = 0; i < 4; ++i) {
    const double a = i % 2, b = i / 2;
    data.push_back({{a}, {b, 1 - b}}, {i % 2, a + b});
  }
  const Losses losses{CrossEntropy{}, MSE{}};
  const double before = evaluate<4>(net, data, losses).loss;
  fit<4>(net, data, losses, Adam{.rate = 0.1}, {.epochs = 40});
  const auto after = evaluate<4>(net, data, losses);
  return std::tuple{before, after.loss, after.heads[0].accuracy, net(data.inputs[2]).get<1>()[0]};
}();
static_assert(std::get<1>(trained) < 0.2 * std::get<0>(trained));
static_assert(std::get<2>(trained) == 1 && std::get<3>(trained) > 0.7 && std::get<3>(trained) < 1.3);
BOOST_AUTO_TEST_CASE(constant_expressions) { BOOST_TEST(std::get<1>(trained) > 0); }

BOOST_AUTO_TEST_CASE(tables) {
  const std::string table = to_string(summary<Both>());
  for (const char* row :
       {"0      Inputs<shape<1, 6, 6>, shape<3>>", "1      Branches", "1.0.1  MaxPool2D<2>", "1.1    Dense<3, 4, Tanh>",
        "3      Heads", "3.0    Dense<6, 3, Softmax>", "3.2.1  Dense<4, 1, Sigmoid>"})
    BOOST_TEST(table.find(row) != std::string::npos, row << " in\n" << table);
}

BOOST_AUTO_TEST_SUITE_END()
