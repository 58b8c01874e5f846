// expect: training_needs_a_net_to_change<const sinew::BasicNet<[^|]*>
// topic: training
// A Trainer of a const net.
// says: training changes the net, but this one, Net<Dense<4, 3, Softmax>>, is const: declare it without const
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Dataset<std::array<float, 4>, int> data;
  const Net<Dense<4, 3, Softmax>> net;
  Trainer trainer(net, SGD{});
  trainer.fit(data, CrossEntropy{});
}
