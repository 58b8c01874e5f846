// expect: wrong_batch_size<sinew::mistake::given<sinew::mistake::samples<0>>, sinew::mistake::expected<sinew::mistake::at_least<sinew::mistake::samples<1>>>>
// topic: training
// Batches of 0 samples.
// way out: A batch has at least one.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit<0>(net, data, CrossEntropy{}, SGD{});
}
