// expect: no_such_layer<sinew::mistake::given<sinew::mistake::layer<9>>, sinew::mistake::expected<sinew::mistake::at_most<sinew::mistake::layer<1>>>>
// topic: calls
// An index of a layer that the net does not have.
// says: the net has no layer 9: write <0> for Dense<4, 8, ReLU> or <1> for Dense<8, 2>
// way out: Net::depth is the number of layers.
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 8, ReLU>, Dense<8, 2>>;

int main() { return Small::layer<9>::output::size; }
