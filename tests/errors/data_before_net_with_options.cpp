// expect: not_a_net<sinew::Dataset<std::array<float, 4>, int>>
// topic: training
// The data before the net, with options.
// says: Dataset<std::array<float, 4>, int> is the data, where a net is expected: write the net first, as in (net, data, …)
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit(data, net, CrossEntropy{}, Adam{}, {.epochs = 10});
}
