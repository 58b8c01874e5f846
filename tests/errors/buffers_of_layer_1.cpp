// expect: no_such_layer<sinew::mistake::given<sinew::mistake::layer<1>>, sinew::mistake::expected<sinew::mistake::at_most<sinew::mistake::layer<0>>>>
// topic: calls
// The buffers of a layer that the net does not have.
// says: the net has no layer 1: write <0> for Dense<4, 2>
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;
using Large = Net<Dense<4, 16, ReLU>, Dense<16, 2>>;

int main() {
  Small small;
  return static_cast<int>(small.buffers_of<1>().size());
}
