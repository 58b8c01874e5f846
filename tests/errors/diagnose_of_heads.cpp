// expect: function_of_one_output<sinew::mistake::function::diagnose, [^|]*
// topic: data
// A diagnosis of a net with several outputs.
// says: diagnose() takes nets with one input and one output, but this one has several: use it on a net with one of them
#include <tuple>

#include <sinew/sinew.hpp>
#include <sinew/diagnose/diagnose.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Heads<Dense<8, 3, Softmax>, Dense<8, 2>>> net;
  Dataset<std::array<float, 4>, std::tuple<int, std::array<float, 2>>> data;
  return static_cast<int>(diagnose(net, data, Losses{CrossEntropy{}, MSE{}}).findings.size());
}
