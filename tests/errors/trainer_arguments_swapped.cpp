// expect: not_a_net<sinew::Adam>
// topic: training
// A Trainer whose optimizer comes before its net.
// says: Adam is an optimizer, where a net is expected: write the net first, as in (net, Adam{})
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Dataset<std::array<float, 4>, int> data;
  Net<Dense<4, 3, Softmax>> net;
  Trainer trainer(Adam{}, net);
  trainer.fit(data, CrossEntropy{}, {.epochs = 2});
}
