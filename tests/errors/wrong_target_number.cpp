// expect: wrong_target_data<sinew::mistake::given<float>, sinew::mistake::expected<std::array<float, 3>, sinew::mistake::class_index>>
// topic: data
// A floating-point number as the target of a net with three outputs.
// says: a target of the data is float, but the net has 3 outputs of float: write int for a class from 0 to 2, or std::array<float, 3> for 3 numbers
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, float> data;
  return static_cast<int>(accuracy(net, data));
}
