// expect: output_without_decision<sinew::ReLU>
// topic: data
// A confusion matrix of a net with one output that is not a decision.
// says: the net has a single output with the activation ReLU, which has no threshold between two classes: end the net in Sigmoid, or use the number, net(x)[0], and its loss, evaluate(net, data, MSE{}).loss
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 1, ReLU>> net;
  Dataset<std::array<float, 4>, float> data;
  return static_cast<int>(confusion_matrix(net, data).total());
}
