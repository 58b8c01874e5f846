// expect: not_a_dataset<std::vector<std::array<float, 4>[^|]*>
// topic: data
// Inputs without targets where a data set is expected.
// says: the data are std::vector<std::array<float, 4>>, but must be inputs with their targets: write DataView(inputs, targets)
#include <vector>

#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  std::vector<std::array<float, 4>> inputs;
  fit<16>(net, inputs, CrossEntropy{}, SGD{.rate = 0.1});
}
