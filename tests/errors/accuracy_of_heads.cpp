// expect: function_of_one_output<sinew::mistake::function::accuracy, [^|]*
// topic: data
// The accuracy of several heads.
// says: accuracy() takes nets with one input and one output, but this one has several: write evaluate(net, data, losses).heads[J]
#include <tuple>

#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Heads<Dense<8, 3, Softmax>, Dense<8, 2>>> net;
  Dataset<std::array<float, 4>, std::tuple<int, std::array<float, 2>>> data;
  return static_cast<int>(accuracy(net, data));
}
