// expect: wrong_batch_size<sinew::mistake::given<sinew::mistake::samples<0>>, sinew::mistake::expected<sinew::mistake::at_least<sinew::mistake::samples<1>>>>
// topic: training
// fit() in batches of 0 samples.
// says: the batch is 0 samples, but must be at least 1 sample: write the number of samples that are computed at once, such as 32; a data set may have any number
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit<0>(net, data, CrossEntropy{}, SGD{});
}
