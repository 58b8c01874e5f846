// expect: wrong_target_data<sinew::mistake::given<std::array<float, 2>>, sinew::mistake::expected<std::array<float, 3>, sinew::mistake::class_index>>
// topic: data
// Targets of another size than the output.
// says: a target of the data is std::array<float, 2>, but the net has 3 outputs of float: write int for a class from 0 to 2, or std::array<float, 3> for 3 numbers, or end the net with Dense<8, 2, Softmax>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, std::array<float, 2>> data;
  fit<16>(net, data, CrossEntropy{}, SGD{.rate = 0.1});
}
