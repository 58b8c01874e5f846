// expect: function_of_one_output<sinew::mistake::function::predict, [^|]*
// topic: calls
// A class, where several heads give one.
// says: predict() takes nets with one input and one output, but this one has several: write net.predict<0>(x) for head 0
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Heads<Dense<8, 3, Softmax>, Dense<8, 2>>> net;
  return static_cast<int>(net.predict(std::array<float, 4>{}));
}
