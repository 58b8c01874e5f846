// expect: wrong_targets_of_heads<sinew::mistake::given<int>, sinew::mistake::expected<std::array<float, 3>, std::array<float, 2>>>
// topic: data
// A target for one of two heads.
// says: the net has 2 heads of 3 values and 2 values, but a target is int: write a std::tuple with one for each head, std::array<float, 3> and std::array<float, 2>, or an integer for a class
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Heads<Dense<8, 3, Softmax>, Dense<8, 2>>> net;
  Dataset<std::array<float, 4>, int> data;
  fit<16>(net, data, Losses{CrossEntropy{}, MSE{}}, Adam{});
}
