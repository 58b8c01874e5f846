// expect: wrong_target_data<sinew::mistake::given<std::array<float, 2>>, sinew::mistake::expected<std::array<float, 3>, sinew::mistake::class_index>>
// topic: data
// Targets of another size than the output.
// way out: Use class indices (Dataset<..., int>), or arrays of as many numbers as the net has outputs.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, std::array<float, 2>> data;
  fit<16>(net, data, CrossEntropy{}, SGD{.rate = 0.1});
}
