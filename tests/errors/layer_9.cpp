// expect: no_such_layer<sinew::given<sinew::layer<9>>, sinew::expected<sinew::at_most<sinew::layer<1>>>>
// topic: calls
// A layer the net does not have.
// way out: Layers are counted from 0; Net::depth says how many there are.
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 8, ReLU>, Dense<8, 2>>;

int main() {
  return Small::layer<9>::output::size;
}
