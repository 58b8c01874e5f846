// expect: batch_statistics_of_one_sample<sinew::mistake::layer<1, 1, 0>, sinew::BatchNorm<>, sinew::mistake::expected<[^|]*>
// topic: training
// A training step on one sample for a net with BatchNorm of vectors in a branch.
// says: layer 1.1.0, BatchNorm<>, needs at least 2 samples in a batch, because 1 has no variance: write a larger batch, fit<16>(…) or Workspace<Net, 16, …>, or LayerNorm<> in its place
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  using Net = Net<Dense<4, 8, ReLU>, Concat<PassThrough, Residual<BatchNorm<>, Dense<8, 8>>>, Dense<16, 1>>;
  Net net;
  Workspace<Net, 1, Mode::training> w;
  Optimizer<SGD, Net> optimizer;
  const std::array<float, 1> target{1};
  train_step(net, w, target, MSE{}, optimizer);
}
