// Targets of bytes are the numbers byte / 255, to the bit, wherever targets go; an autoencoder whose inputs are its
// targets.
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(train_byte_targets)

using Picture = std::array<std::uint8_t, 16>;
using Numbers = std::array<float, 16>;
/// Pictures of 4 × 4 with one bright row and one bright column.
std::vector<Picture> pictures() {
  std::vector<Picture> all;
  for (std::size_t row = 0; row < 4; ++row)
    for (std::size_t col = 0; col < 4; ++col) {
      Picture picture;
      for (std::size_t i = 0; i < 16; ++i)
        picture[i] = static_cast<std::uint8_t>(i / 4 == row || i % 4 == col ? 200 + 3 * i : 5 * i);
      all.push_back(picture);
    }
  return all;
}
std::vector<Numbers> numbers(const std::vector<Picture>& pictures) {
  std::vector<Numbers> all(pictures.size());
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t k = 0; k < 16; ++k) all[i][k] = static_cast<float>(pictures[i][k]) * (1.0f / 255.0f);
  return all;
}
using Autoencoder = Net<Dense<16, 8, Tanh>, Dense<8, 16, Sigmoid>>;
Autoencoder initial() {
  Autoencoder net;
  initialize(net, 1);
  return net;
}

BOOST_AUTO_TEST_CASE(an_autoencoder_without_a_copy) {
  const auto bytes = pictures();
  const auto floats = numbers(bytes);
  const DataView images(bytes, bytes);
  BOOST_TEST(static_cast<const void*>(images.inputs.data()) == static_cast<const void*>(images.targets.data()));
  Autoencoder of_bytes = initial(), of_floats = initial();
  const History a = fit<8>(of_bytes, images, BinaryCrossEntropy{}, Adam{.rate = 0.02},
                           {.epochs = 300, .validation = images, .keep_best = true}, RootMeanSquaredError{});
  const History b =
      fit<8>(of_floats, DataView(floats, floats), BinaryCrossEntropy{}, Adam{.rate = 0.02},
             {.epochs = 300, .validation = DataView(floats, floats), .keep_best = true}, RootMeanSquaredError{});
  BOOST_TEST((of_bytes.parameters == of_floats.parameters));
  for (std::size_t e = 0; e < 300; ++e) {
    BOOST_TEST(a.epochs[e].loss == b.epochs[e].loss);
    BOOST_TEST(a.epochs[e].accuracy == b.epochs[e].accuracy);
    BOOST_TEST(a.epochs[e].validation_loss == b.epochs[e].validation_loss);
    BOOST_TEST(a.epochs[e].metrics[0] == b.epochs[e].metrics[0]);
  }
  BOOST_TEST(a.last().metrics.value("RMSE") < 0.3 * a.epochs[0].metrics.value("RMSE"));  // it has learned them
}

BOOST_AUTO_TEST_CASE(wherever_targets_go) {
  const auto bytes = pictures();
  const auto floats = numbers(bytes);
  const Autoencoder net = initial();
  const DataView images(bytes, bytes);
  const DataView as_floats(bytes, floats);
  BOOST_TEST(evaluate(net, images, MSE{}).loss == evaluate(net, as_floats, MSE{}).loss);
  BOOST_TEST(accuracy(net, images, BinaryCrossEntropy{}) == accuracy(net, as_floats, BinaryCrossEntropy{}));
  BOOST_TEST(evaluate(net, images, BinaryCrossEntropy{}, F1{}).metrics[0] ==
             evaluate(net, as_floats, BinaryCrossEntropy{}, F1{}).metrics[0]);

  Net<Dense<16, 16, Softmax>> classifier;  // the brightest pixel
  initialize(classifier, 2);
  BOOST_TEST((confusion_matrix(classifier, images).counts == confusion_matrix(classifier, as_floats).counts));

  Workspace<Autoencoder, 16, Mode::training> w;
  Autoencoder one = initial(), other = initial();
  Optimizer<Adam, Autoencoder> first, second;
  for (std::size_t s = 0; s < 16; ++s) w.x()[s] = floats[s];
  const float loss = train_step(one, w, bytes, MSE{}, first);
  for (std::size_t s = 0; s < 16; ++s) w.x()[s] = floats[s];
  BOOST_TEST(loss == train_step(other, w, floats, MSE{}, second));
  BOOST_TEST((one.parameters == other.parameters));

  // A picture in each step of a sequence.
  using Film = Net<GRU<16, 4>, Dense<4, 16, Sigmoid>>;
  const std::vector<std::vector<Picture>> films{bytes, {bytes.begin(), bytes.begin() + 5}};
  const std::vector<std::vector<Numbers>> film_numbers{floats, {floats.begin(), floats.begin() + 5}};
  Film film;
  initialize(film, 3);
  BOOST_TEST((evaluate<2, 4>(film, DataView(films, films), MSE{}).loss) ==
             (evaluate<2, 4>(film, DataView(films, film_numbers), MSE{}).loss));
}

BOOST_AUTO_TEST_CASE(an_array_of_bytes_over_steps_is_classes) {
  // As many steps as outputs: the array is a class index for each step, not one picture.
  Net<GRU<1, 2>, Dense<2, 3, Softmax>> net;
  initialize(net, 1);
  const std::vector<std::vector<std::array<float, 1>>> inputs{{{0.1f}, {0.2f}, {0.3f}}};
  const std::vector<std::array<std::uint8_t, 3>> classes{{0, 2, 1}};
  const std::vector<std::vector<int>> same{{0, 2, 1}};
  BOOST_TEST((evaluate<1, 2>(net, DataView(inputs, classes), CrossEntropy{}).loss) ==
             (evaluate<1, 2>(net, DataView(inputs, same), CrossEntropy{}).loss));
}

BOOST_AUTO_TEST_CASE(labels_are_no_pixels) {
  Net<Dense<2, 3, Sigmoid>> net;
  initialize(net, 1);
  const std::vector<std::array<float, 2>> inputs(4, {1, 2});
  std::vector<std::array<std::uint8_t, 3>> labels(4, {0, 0, 0});
  fit(net, DataView(inputs, labels), MSE{}, SGD{});  // black
  labels[2][1] = 1;
  BOOST_CHECK_EXCEPTION(fit(net, DataView(inputs, labels), MSE{}, SGD{}), data_error, [](const data_error& e) {
    return e.sample == 2 && std::string(e.what()).find("fit: all targets are bytes of 0 and 1") == 0;
  });
  BOOST_CHECK_THROW(static_cast<void>(evaluate(net, DataView(inputs, labels), MSE{})), data_error);
  labels[3][0] = 255;
  fit(net, DataView(inputs, labels), MSE{}, SGD{});
}

BOOST_AUTO_TEST_SUITE_END()
