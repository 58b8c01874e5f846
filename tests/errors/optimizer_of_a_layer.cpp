// expect: not_a_net<sinew::Dense<4, 2[^|]*>
// topic: training
// An optimizer of a layer.
// says: Dense<4, 2> is a layer, where a net is expected: write Net<Dense<4, 2>>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Optimizer<Adam, Dense<4, 2>> optimizer{{.rate = 0.1}};
  return static_cast<int>(optimizer.steps());
}
