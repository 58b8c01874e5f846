// 09 · MNIST: handwritten digits, a 784-128-64-10 net trained in seconds on one core.
//
//     09_mnist --data DIR [--seeds N] [--epochs N]      the environment variable SINEW_MNIST may name DIR instead
//
// DIR holds the four files of the set, plain or gzipped: train-images-idx3-ubyte, train-labels-idx1-ubyte,
// t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte. 20 epochs in batches of 64 at rate 0.1 must reach an accuracy of
// 97.5 % on the 10,000 test images, from each of three seeds.
// Without data the program prints a message and returns 77, the code of test runners for "skipped".

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include <sinew/sinew.hpp>
#include <sinew/data/mnist.hpp>
#include <sinew/report/progress.hpp>
#include <sinew/report/text.hpp>

using namespace sinew;

using Digits = Net<Dense<784, 128, ReLU>, Dense<128, 64, ReLU>, Dense<64, 10, Softmax>>;
static_assert(Digits::parameter_count == 109'386);
static_assert(Digits::parameter_bytes == 437'632 && sizeof(Digits) == Digits::parameter_bytes);

/// Prints an image as text; a line shows two rows of pixels.
static void draw(const MnistSet& set, std::size_t index) {
  const auto& pixels = set.inputs[index];
  for (std::size_t row = 0; row < 28; row += 2) {
    for (std::size_t column = 0; column < 28; ++column) {
      const int ink = pixels[row * 28 + column] + pixels[row * 28 + 28 + column];
      std::putchar(" .:-=+*#%@"[ink * 10 / 511]);
    }
    std::putchar('\n');
  }
}

static double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

int main(int argc, char** argv) {
  const char* folder = std::getenv("SINEW_MNIST");
#ifdef NDEBUG
  std::size_t seeds = 3, epochs = 20;
#else
  // One epoch of a debug build takes as long as three times twenty of an optimized one.
  std::size_t seeds = 1, epochs = 1;
#endif
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::strcmp(argv[i], "--data") == 0) folder = argv[i + 1];
    if (std::strcmp(argv[i], "--seeds") == 0) seeds = std::strtoul(argv[i + 1], nullptr, 10);
    if (std::strcmp(argv[i], "--epochs") == 0) epochs = std::strtoul(argv[i + 1], nullptr, 10);
  }
  if (folder == nullptr || *folder == '\0') {
    std::printf("No data: pass --data DIR or set SINEW_MNIST to a folder with the four MNIST files (plain or .gz).\n");
    return 77;
  }

  // Images are stored as bytes, 47 MB; the net reads 0 … 255 as 0 … 1.
  Mnist data;
  try {
    data = load_mnist(folder);
  } catch (const Error& e) {  // idx_error: file, offset, what was found and what was expected
    std::fprintf(stderr, "%s\n", e.what());
    return 2;
  }
  std::printf("%zu images to train, %zu to test\n", data.train.size(), data.test.size());

  bool kept = true;
  for (std::size_t seed = 1; seed <= seeds; ++seed) {
    const auto net = std::make_unique<Digits>();  // on the heap because it has 437 KB
    initialize(*net, seed);
    const double start = seconds();
    ProgressDisplay progress{epochs};  // draws a bar on a terminal only
    const History history = fit<64>(*net, data.train, CrossEntropy{}, SGD{.rate = 0.1},
                                    {.epochs = epochs, .seed = seed, .validation = data.test}, progress);
    std::printf("\nseed %zu, %.1f seconds\n%s", seed, seconds() - start, to_string(history).c_str());
    std::fflush(stdout);

    const ConfusionMatrix<10> matrix = confusion_matrix(*net, data.test);
    if (seed == seeds) {
      std::printf("\n%s\n", to_string(matrix).c_str());
      draw(data.test, 0);
      const auto p = (*net)(data.test.inputs[0]);
      const std::size_t digit = net->predict(data.test.inputs[0]);
      std::printf("predicted %zu with probability %.1f %%", digit, 100 * static_cast<double>(p[digit]));
      std::printf("; the label is %d\n", static_cast<int>(data.test.targets[0]));
    }
    kept = kept && matrix.accuracy() >= (epochs >= 20 ? 0.975 : 0.9);
  }
  return kept ? 0 : 1;
}
