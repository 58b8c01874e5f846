// expect: 'sinew::Adam' has no non-static data member named 'lr'|field designator 'lr' does not refer to any field in type '(sinew::)?Adam'
// topic: training
// A misspelt member of an optimizer.
// way out: Adam{.rate = 0.01}: the members of each optimizer are in its header, such as optimizer/adam.hpp.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit(net, data, CrossEntropy{}, Adam{.lr = 0.01});
}
