// expect: batch_statistics_of_one_sample<sinew::mistake::layer<1>, sinew::BatchNorm<>, sinew::mistake::expected<sinew::mistake::at_least<sinew::mistake::samples<2>>>>
// topic: training
// Batches of one sample for a net with BatchNorm of vectors.
// says: layer 1, BatchNorm<>, needs at least 2 samples in a batch, because 1 has no variance: write a larger batch, fit<16>(…) or Workspace<Net, 16, …>, or LayerNorm<> in its place
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8>, BatchNorm<>, Activate<ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit<1>(net, data, CrossEntropy{}, Adam{}, {.epochs = 10});
}
