// expect: loss_of_one_output_is_constant<sinew::CrossEntropyWithLogits, sinew::mistake::instead<sinew::BinaryCrossEntropyWithLogits>>
// topic: training
// CrossEntropyWithLogits over a single output, whose softmax is always 1.
// says: CrossEntropyWithLogits compares the outputs of a sample with each other, but layer 1, Dense<8, 1>, gives a single one, so the loss is constant: write BinaryCrossEntropyWithLogits{} for yes and no, or Dense<8, 2> for two classes
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 1>> net;
  Dataset<std::array<float, 4>, int> data;
  fit(net, data, CrossEntropyWithLogits{}, Adam{}, {.epochs = 10});
}
