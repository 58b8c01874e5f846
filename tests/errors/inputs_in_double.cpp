// expect: wrong_input_data<sinew::mistake::given<std::array<double, 4>>, sinew::mistake::expected<std::array<float, 4>>>
// topic: data
// Samples of another precision than the net.
// says: a sample of the data is std::array<double, 4>, but the net takes 4 values of float: write std::array<float, 4>, or BasicNet<double, …> in place of Net<…>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<double, 4>, int> data;
  return static_cast<int>(evaluate(net, data, CrossEntropy{}).loss);
}
