// fit on nets whose batch it takes in micro-batches: steps are those of whole batches, however the batch is divided.
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <span>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/draws.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(train_micro_batch)

/// 38 KB of values a sample around its first layer.
using Images = BasicNet<double, Input<2, 32, 32>, Conv2D<3, 3, Tanh>, AvgPool2D<2>, Flatten, Dense<675, 3, Softmax>>;
using Data = Dataset<std::array<double, Images::input::size>, int>;
constexpr std::size_t batch = 32;

static_assert(simd::native_lanes<double> == 1 || _detail::micro_batch<Images, batch>() < batch);
static_assert(batch % _detail::micro_batch<Images, batch>() == 0);
// Not where values are few, nor where weights are many, nor where samples are mixed.
static_assert(_detail::micro_batch<Net<Dense<784, 128, ReLU>, Dense<128, 10, Softmax>>, 64>() == 64);
static_assert(_detail::micro_batch<Net<Input<1, 28, 28>, Conv2D<8, 3, ReLU>, Flatten, Dense<5408, 512, ReLU>>, 64>() ==
              64);
static_assert(
    _detail::micro_batch<Net<Input<2, 32, 32>, Conv2D<8, 3>, BatchNorm<>, Activate<ReLU>, Conv2D<8, 3>>, 64>() == 64);

Data drawn(std::size_t size) {
  auto draw = laws::draws(1);
  Data data;
  for (std::size_t s = 0; s < size; ++s) {
    std::array<double, Images::input::size> x;
    for (double& v : x) v = draw();
    data.push_back(x, int(s % 3));
  }
  return data;
}

struct Trained {
  Images net{};
  double loss = 0, norm = 0, accuracy = 0;  // of the last epoch; the largest norm
};

/// Momentum on gradients that are summed sample by sample.
void one_by_one(Trained& of, const Data& data, std::size_t epochs, double clip_norm) {
  const auto w = std::make_unique<Workspace<Images, 1, Mode::training>>();
  Optimizer<Momentum, Images> optimizer{{.rate = 0.05}};
  for (std::size_t e = 0; e < epochs; ++e) {
    double hits = 0;
    of.loss = of.norm = 0;
    for (std::size_t begin = 0; begin < data.size(); begin += batch) {
      const std::size_t samples = _detail::min_of(batch, data.size() - begin);
      optimizer.gradient().fill(0);
      for (std::size_t s = begin; s < begin + samples; ++s) {
        std::array<double, 3> t{};
        t[std::size_t(data.targets[s])] = 1;
        for (std::size_t i = 0; i < Images::input::size; ++i) w->x()(0, i) = data.inputs[s][i];
        of.loss += forward_loss(of.net, *w, std::span<const double>(t), 1, CrossEntropy{}) / double(data.size());
        hits += of.net.predict(data.inputs[s]) == std::size_t(data.targets[s]);
        for (double& g : w->dy().flat()) g /= double(samples);
        backward_loss<CrossEntropy>(of.net, *w, accumulate(optimizer.gradient().data()));
      }
      double squares = 0;
      for (const double g : optimizer.gradient()) squares += g * g;
      // PyTorch
      const double norm = std::sqrt(squares), scale = clip_norm > 0 ? std::fmin(1, clip_norm / (norm + 1e-6)) : 1;
      for (double& g : optimizer.gradient()) g *= scale;
      of.norm = _detail::max_of(of.norm, norm);
      optimizer.apply(of.net);
    }
    of.accuracy = hits / double(data.size());
  }
}

void compare(double clip_norm) {
  const Data data = drawn(43);  // the second batch is of 11: not whole micro-batches
  const auto fitted = std::make_unique<Trained>(), by_hand = std::make_unique<Trained>();
  initialize(fitted->net, 1);
  by_hand->net = fitted->net;
  const History history = fit<batch>(fitted->net, data, CrossEntropy{}, Momentum{.rate = 0.05},
                                     {.epochs = 3, .shuffle = false, .validation = data, .clip_norm = clip_norm});
  one_by_one(*by_hand, data, 3, clip_norm);
  double far = 0;
  for (std::size_t i = 0; i < fitted->net.parameters.size(); ++i)
    far = _detail::max_of(far, std::abs(fitted->net.parameters[i] - by_hand->net.parameters[i]));
  BOOST_TEST(far < 1e-12);
  BOOST_TEST(std::abs(history.last().loss - by_hand->loss) < 1e-12);
  BOOST_TEST(history.last().accuracy == by_hand->accuracy);
  if (clip_norm > 0) BOOST_TEST(std::abs(history.last().gradient_norm - by_hand->norm) < 1e-12);
  BOOST_TEST(std::abs(history.last().validation_loss - evaluate(by_hand->net, data, CrossEntropy{}).loss) < 1e-12);
}

BOOST_AUTO_TEST_CASE(steps_are_those_of_whole_batches) { compare(0); }
BOOST_AUTO_TEST_CASE(the_norm_is_that_of_the_whole_gradient) { compare(0.25); }

// Every sample is distorted once, and has its own draws.
BOOST_AUTO_TEST_CASE(same_seed_same_weights) {
  using Random =
      Net<Input<2, 32, 32>, Conv2D<4, 3, ReLU>, Dropout<Ratio<1, 4>>, MaxPool2D<2>, Flatten, Dense<900, 3, Softmax>>;
  static_assert(simd::native_lanes<float> == 1 || _detail::micro_batch<Random, 64>() < 64);
  Dataset<std::array<float, Random::input::size>, int> data;
  for (std::size_t s = 0; s < 70; ++s) {
    std::array<float, Random::input::size> x{};
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = float((i * (s + 3)) % 7) / 7;
    data.push_back(x, int(s % 3));
  }
  const auto one = std::make_unique<Random>(), two = std::make_unique<Random>(), other = std::make_unique<Random>();
  const auto train = [&](Random& net, std::uint64_t seed) {
    initialize(net, 1);
    return fit<64>(net, data, CrossEntropy{}, Adam{}, {.epochs = 2, .seed = seed}, Augmentation{.shift = 2})
        .last()
        .loss;
  };
  BOOST_TEST(train(*one, 5) == train(*two, 5));
  train(*other, 6);
  BOOST_TEST((one->parameters == two->parameters && one->parameters != other->parameters));
}

BOOST_AUTO_TEST_SUITE_END()
