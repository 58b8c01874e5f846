// expect: wrong_input_data<sinew::mistake::given<std::array<float, 5>>, sinew::mistake::expected<std::array<float, 4>>>
// topic: data
// Training data with another number of features.
// says: a sample of the data is std::array<float, 5>, but the net takes 4 values of float: write std::array<float, 4>, or begin the net with Dense<5, 8, ReLU>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 5>, int> data;
  fit<16>(net, data, CrossEntropy{}, SGD{.rate = 0.1});
}
