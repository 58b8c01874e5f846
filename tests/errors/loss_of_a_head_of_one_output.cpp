// expect: loss_of_a_head_is_constant<sinew::mistake::layer<1, 1>, sinew::CrossEntropyWithLogits, sinew::mistake::instead<sinew::BinaryCrossEntropyWithLogits>>
// topic: training
// A loss over classes for a head with one output.
// says: CrossEntropyWithLogits compares the outputs of a sample with each other, but layer 1.1, Dense<8, 1>, gives a single one, so the loss is constant: write BinaryCrossEntropyWithLogits{} for yes and no, or one output per class
#include <tuple>

#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Heads<Dense<8, 3, Softmax>, Dense<8, 1>>> net;
  Dataset<std::array<float, 4>, std::tuple<int, int>> data;
  fit<16>(net, data, Losses{CrossEntropy{}, CrossEntropyWithLogits{}}, Adam{});
}
