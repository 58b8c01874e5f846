// expect: wrong_target_data<sinew::mistake::given<float>, sinew::mistake::expected<std::array<float, 3>, sinew::mistake::class_index>>
// topic: data
// A floating-point number as the target of a net with three outputs.
// way out: Classes are integers: Dataset<std::array<float, 4>, int>.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, float> data;
  return static_cast<int>(accuracy(net, data));
}
