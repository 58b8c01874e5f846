// expect: not_a_dataset<std::vector<std::array<float, 4>[^|]*>
// topic: training
// Inputs and targets as two arguments.
// says: the data are std::vector<std::array<float, 4>>, but must be inputs with their targets: write DataView(inputs, targets)
// way out: Make a view of them: fit(net, DataView(inputs, targets), CrossEntropy{}, Adam{}, {.epochs = 10}).
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  std::vector<std::array<float, 4>> inputs;
  std::vector<int> targets;
  fit(net, inputs, targets, CrossEntropy{}, Adam{}, {.epochs = 10});
}
