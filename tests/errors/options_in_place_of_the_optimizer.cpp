// expect: fit_needs_data_loss_and_optimizer<sinew::mistake::given<sinew::Dataset<std::array<float, 4>, int>, sinew::CrossEntropy>, sinew::mistake::expected<[^|]*SGD>>
// topic: training
// Options without an optimizer.
// says: fit() lacks an optimizer: write fit(net, data, CrossEntropy{}, Adam{})
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit(net, data, CrossEntropy{}, {.rate = 0.1});
}
