// expect: not_an_optimizer<double>
// topic: training
// A learning rate where an optimizer is expected.
// says: the optimizer is a number, double: write an optimizer with this rate, such as SGD{.rate = …}
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit<16>(net, data, CrossEntropy{}, 0.1);
}
