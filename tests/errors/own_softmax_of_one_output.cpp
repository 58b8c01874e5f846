// expect: single_output_is_constant<sinew::mistake::layer<0>, sinew::Dense<4, 1, mine::LogSoft[^|]*>, sinew::mistake::instead<sinew::Sigmoid>>
// topic: own
// A user's activation that normalizes the outputs, over a single one: it is always log 1 = 0.
// way out: Sigmoid for yes or no; with LogSoft one output for each class.
#include <sinew/sinew.hpp>
using namespace sinew;

namespace mine {
struct LogSoft : Softmax {};  // its passes do not matter here
}  // namespace mine

int main() {
  Net<Dense<4, 1, mine::LogSoft>> net;
  initialize(net, 1);
}
