// expect: single_output_is_constant<sinew::mistake::layer<0>, sinew::Dense<4, 1, mine::LogSoft[^|]*>, sinew::mistake::instead<sinew::Sigmoid>>
// topic: own
// A user's activation that normalizes over the outputs, with a single output: it is always log 1 = 0.
// says: layer 0, Dense<4, 1, mine::LogSoft>, has a single output, and its activation makes the sum of the outputs 1, so it is always 1: write Dense<4, 1, Sigmoid>, or one output per class
#include <sinew/sinew.hpp>
using namespace sinew;

namespace mine {
struct LogSoft : Softmax {};  // its passes do not matter here
}  // namespace mine

int main() {
  Net<Dense<4, 1, mine::LogSoft>> net;
  initialize(net, 1);
}
