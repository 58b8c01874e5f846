// expect: not_a_loss<sinew::Adam>
// topic: training
// The loss and the optimizer in the wrong order.
// says: the loss is Adam, an optimizer: write the loss before the optimizer, as in fit(net, data, CrossEntropy{}, Adam{})
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit<16>(net, data, Adam{}, CrossEntropy{});
}
