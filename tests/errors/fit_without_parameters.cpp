// expect: nothing_to_train<[^|]*Activate<sinew::Softmax>>>
// topic: training
// A net without parameters.
// says: no layer of Net<Input<4>, Activate<Softmax>> has parameters, so training cannot change it: write Dense<4, 4, Softmax> in place of Activate<Softmax>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<4>, Activate<Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit(net, data, CrossEntropy{}, Adam{}, {.epochs = 10});
}
