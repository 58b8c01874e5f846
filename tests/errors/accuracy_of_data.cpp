// expect: not_a_net<sinew::Dataset<std::array<float, 4>, int>>
// topic: data
// The net and the data in the wrong order.
// says: Dataset<std::array<float, 4>, int> is the data, where a net is expected: write the net first, as in (net, data, …)
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  return static_cast<int>(accuracy(data, net));
}
