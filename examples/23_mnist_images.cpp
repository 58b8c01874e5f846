// 23 · MNIST with convolutional nets: convolutions, pooling, and augmentation, which distorts the training images
// anew in every epoch.
//
//     23_mnist_images --data DIR --seeds 3 --epochs 16     the environment variable SINEW_MNIST may name DIR instead
//
// The net of example 09 takes 784 numbers and has to learn which of them are neighbours. A convolution applies the
// same small kernel at every position, so the nets below need a fraction of the weights. A digit that is shifted,
// rotated or bent is still the same digit, so fit() distorts each training image at random in every epoch. The
// program compares both nets with the net of example 09, given the same time and the same distorted images.
// After 16 epochs the smaller net must reach 98.5 % on the 10,000 test images and the larger net 99.2 %, from each
// seed, and the larger net more than that of example 09.
// Without MNIST the program draws its own digits; by default it trains for one epoch from one seed.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>

#include <sinew/sinew.hpp>
#include <sinew/data/mnist.hpp>

#include "data/digits.hpp"

using namespace sinew;

using Images = Net<Input<1, 28, 28>, Conv2D<16, 3, ReLU>, MaxPool2D<2>,  // 1 × 28 × 28 → 16 × 26 × 26 → 16 × 13 × 13
                   Conv2D<32, 3, ReLU>, MaxPool2D<2>,                    // → 32 × 11 × 11 → 32 × 5 × 5
                   Flatten, Dense<800, 64, ReLU>, Dense<64, 10, Softmax>>;
using Tiny = Net<Input<1, 28, 28>, Conv2D<8, 3, ReLU>, MaxPool2D<2>, Conv2D<16, 3, ReLU>, MaxPool2D<2>, Flatten,
                 Dense<400, 10, Softmax>>;
using Perceptron = Net<Input<1, 28, 28>, Flatten, Dense<784, 128, ReLU>, Dense<128, 64, ReLU>, Dense<64, 10, Softmax>>;
static_assert(Images::parameter_count == 56'714 && Tiny::parameter_count == 5'258 &&
              Perceptron::parameter_count == 109'386);

static double seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }  // processor time

struct Result {
  double accuracy, seconds;
};
/// Trains a new net on images distorted anew in every epoch, at a rate that falls to 0 along a cosine.
template <class Net> static Result train(const Mnist& data, std::uint64_t seed, std::size_t epochs, double rate,
                                         const Augmentation& augmentation) {
  const auto net = std::make_unique<Net>();
  initialize(*net, seed);
  const double start = seconds();
  fit<64>(*net, data.train, CrossEntropy{}, Adam{.rate = rate},
          {.epochs = epochs, .seed = seed, .schedule = cosine_decay(static_cast<double>(epochs))}, augmentation);
  const double taken = seconds() - start;
  return {accuracy(*net, data.test), taken};
}

/// Trains the net from several seeds and prints a line of the table; returns the lowest accuracy and the longest
/// time.
template <class Net> static Result compare(const char* name, const Mnist& data, std::size_t seeds, std::size_t epochs,
                                           double rate, const Augmentation& augmentation) {
  Result worst{1, 0};
  std::printf("%-10s %7zu parameters, %3zu epochs:", name, Net::parameter_count, epochs);
  for (std::size_t seed = 1; seed <= seeds; ++seed) {
    const Result result = train<Net>(data, seed, epochs, rate, augmentation);
    std::printf(" %.2f %%", 100 * result.accuracy);
    std::fflush(stdout);
    worst = {std::min(worst.accuracy, result.accuracy), std::max(worst.seconds, result.seconds)};
  }
  std::printf(", minimum %.2f %%, %.1f s each\n", 100 * worst.accuracy, worst.seconds);
  return worst;
}

int main(int argc, char** argv) {
  const char* folder = std::getenv("SINEW_MNIST");
  std::size_t seeds = 1, epochs = 1;  // enough for a quick check
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::strcmp(argv[i], "--data") == 0) folder = argv[i + 1];
    if (std::strcmp(argv[i], "--seeds") == 0) seeds = std::strtoul(argv[i + 1], nullptr, 10);
    if (std::strcmp(argv[i], "--epochs") == 0) epochs = std::strtoul(argv[i + 1], nullptr, 10);
  }
  const bool mnist = folder != nullptr && *folder != '\0';
  Mnist data;
  if (mnist) {
    try {
      data = load_mnist(folder);
    } catch (const Error& e) {
      std::fprintf(stderr, "%s\n", e.what());
      return 2;
    }
  } else {
    data = {examples::drawn_digits(2000, 1), examples::drawn_digits(1000, 2)};
    epochs *= 10;
  }
  std::printf("%zu %s to train, %zu to test\n", data.train.size(), mnist ? "images of MNIST" : "drawn digits",
              data.test.size());

  const Augmentation augmentation{.shift = 1.5, .rotation = 10, .scale = 0.1, .elastic = 0.7};
  const Result tiny = compare<Tiny>("tiny", data, seeds, epochs, 3e-3, augmentation);
  const Result images = compare<Images>("images", data, seeds, epochs, 2e-3, augmentation);
  // As many epochs as fit into the training time of the image net.
  const double one = train<Perceptron>(data, 1, 1, 1e-3, augmentation).seconds;
  const Result perceptron = compare<Perceptron>("perceptron", data, seeds,
                                                1 + static_cast<std::size_t>(images.seconds / one), 1e-3, augmentation);

  const bool long_enough = mnist && epochs >= 16;
  return tiny.accuracy >= (long_enough ? 0.985 : 0.95) && images.accuracy >= (long_enough ? 0.992 : 0.95) &&
                 images.accuracy > perceptron.accuracy - (long_enough ? 0 : 0.02)
             ? 0
             : 1;
}
