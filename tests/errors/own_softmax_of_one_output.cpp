// expect: single_output_is_constant<sinew::mistake::layer<0>, sinew::Dense<4, 1, mine::LogSoft[^|]*>, sinew::mistake::instead<sinew::Sigmoid>>
// topic: own
// A user's activation that normalizes over the outputs, with a single output: it is always log 1 = 0.
// way out: Use Sigmoid for two classes; with LogSoft use one output for each class.
#include <sinew/sinew.hpp>
using namespace sinew;

namespace mine {
struct LogSoft : Softmax {};  // its passes do not matter here
}  // namespace mine

int main() {
  Net<Dense<4, 1, mine::LogSoft>> net;
  initialize(net, 1);
}
