// expect: training_needs_a_net_to_change<const sinew::BasicNet<[^|]*>
// topic: training
// fit() of a const net.
// says: training changes the net, but this one, Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>>, is const: declare it without const
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  const Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit(net, data, CrossEntropy{}, SGD{});
}
