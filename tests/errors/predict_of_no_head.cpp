// expect: no_such_head<sinew::mistake::given<sinew::mistake::head<2>>, sinew::mistake::expected<sinew::mistake::at_most<sinew::mistake::head<1>>>>
// topic: calls
// The class by a head that the net does not have.
// says: there is no number 2 among the inputs or heads, which count from 0: write at most 1
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Heads<Dense<8, 3, Softmax>, Dense<8, 2>>> net;
  return static_cast<int>(net.predict<2>(std::array<float, 4>{}));
}
