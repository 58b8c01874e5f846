// fit() with an Augmentation: which samples it distorts, and what it refuses.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include <boost/test/unit_test.hpp>

#include <sinew/activation/identity.hpp>
#include <sinew/activation/softmax.hpp>
#include <sinew/layer/dense.hpp>
#include <sinew/layer/flatten.hpp>
#include <sinew/layer/input.hpp>
#include <sinew/loss/cross_entropy.hpp>
#include <sinew/optimizer/sgd.hpp>
#include <sinew/data/augment.hpp>
#include <sinew/data/dataset.hpp>
#include <sinew/train/evaluate.hpp>
#include <sinew/train/fit.hpp>
#include <sinew/net/initialize.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(train_augmentation)

using Image = shape<1, 4, 4>;
using Seeing = BasicNet<double, Input<1, 4, 4>, Flatten, Dense<16, 3, Softmax>>;
using Blind = BasicNet<double, Dense<16, 3, Softmax>>;
using Images = Dataset<std::array<double, 16>, int>;

Images images(std::size_t count, std::uint64_t seed) {
  Images data;
  Engine engine(seed);
  for (std::size_t i = 0; i < count; ++i) {
    std::array<double, 16> image{};
    for (double& x : image) x = uniform<double>(engine);
    data.push_back(image, static_cast<int>(i % 3));
  }
  return data;
}
Seeing fresh() {
  Seeing net;
  initialize(net, 1);
  return net;
}
constexpr SGD stand_still{.rate = 0};  // so that losses of epochs differ by their images alone

// Six samples in batches of four: the order of the samples, then the draws of each, from one engine. Done by hand.
BOOST_AUTO_TEST_CASE(images_are_distorted_in_the_order_of_the_batch) {
  const Images data = images(6, 1);
  const Augmentation augmentation{.shift = 1, .rotation = 20, .scale = 0.2, .elastic = 0.5};
  Seeing net = fresh();
  const History history = fit<4>(net, data, CrossEntropy{}, stand_still, {.epochs = 2, .seed = 9}, augmentation);
  Engine engine(9);
  double previous = 0;
  for (std::size_t e = 0; e < 2; ++e) {
    std::array<std::size_t, 6> order{0, 1, 2, 3, 4, 5};
    shuffle(order, engine);
    Images shown;
    for (const std::size_t i : order) {
      std::array<double, 16> image{};
      augment<Image>(data.inputs[i], std::span(image), augmentation, engine);
      shown.push_back(image, data.targets[i]);
    }
    const double loss = evaluate<4>(net, shown, CrossEntropy{}).loss;
    BOOST_TEST(history.epochs[e].loss == loss, boost::test_tools::tolerance(1e-14));
    BOOST_TEST(loss != previous);
    previous = loss;
  }
}

BOOST_AUTO_TEST_CASE(validation_is_not_augmented) {
  const Images data = images(5, 1), validation = images(7, 2);
  Seeing net = fresh();
  const double expected = evaluate<4>(net, validation, CrossEntropy{}).loss;
  const History history =
      fit<4>(net, data, CrossEntropy{}, stand_still, {.epochs = 2, .validation = validation}, Augmentation{.shift = 1});
  BOOST_TEST(history.epochs[0].validation_loss == expected);
  BOOST_TEST(history.epochs[1].validation_loss == expected);
}

BOOST_AUTO_TEST_CASE(none_changes_nothing) {
  const Images data = images(9, 1);
  Seeing seeing = fresh(), told_nothing = fresh();
  Blind blind;
  blind.parameters = seeing.parameters;
  fit<4>(seeing, data, CrossEntropy{}, SGD{.rate = 0.5}, {.epochs = 3});
  fit<4>(told_nothing, data, CrossEntropy{}, SGD{.rate = 0.5}, {.epochs = 3}, Augmentation{.elastic_smoothness = 2});
  fit<4>(blind, data, CrossEntropy{}, SGD{.rate = 0.5}, {.epochs = 3});
  BOOST_TEST((seeing.parameters == told_nothing.parameters));
  BOOST_TEST((seeing.parameters == blind.parameters));
}

// Nothing is trained, and the message says what to do.
BOOST_AUTO_TEST_CASE(what_cannot_be_augmented) {
  const Images data = images(4, 1);
  Seeing seeing = fresh();
  const Seeing seen = seeing;
  BOOST_CHECK_EXCEPTION(fit<4>(seeing, data, CrossEntropy{}, SGD{}, {}, Augmentation{.scale = 1}), augmentation_error,
                        [](const Error& e) {
                          return std::string(e.what()) ==
                                 "fit: the augmentation's scale must be at least 0 and below 1";
                        });
  BOOST_TEST((seeing.parameters == seen.parameters));
}

BOOST_AUTO_TEST_SUITE_END()
