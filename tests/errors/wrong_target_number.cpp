// expect: wrong_target_data<sinew::given<float>, sinew::expected<std::array<float, 3>>>
// A number as the target of three outputs: a class is an integer.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, float> data;
  return static_cast<int>(accuracy(net, data));
}
