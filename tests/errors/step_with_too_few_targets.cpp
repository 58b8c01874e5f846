// expect: wrong_target_data<sinew::mistake::given<std::array<float, 2>>, sinew::mistake::expected<std::array<float, 24>>>
// topic: training
// A training step with too few targets.
// says: the targets are std::array<float, 2>, but the batch has 8 samples of 3 outputs: write std::array<float, 24>, or one class index per sample, std::array<int, 8>
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 3, Softmax>>;

int main() {
  Small net;
  Workspace<Small, 8, Mode::training> w;
  Optimizer<Adam, Small> optimizer;
  const std::array<float, 2> t{};
  train_step(net, w, t, CrossEntropy{}, optimizer);
}
