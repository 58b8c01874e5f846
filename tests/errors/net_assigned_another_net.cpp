// expect: nets_of_different_layers<sinew::mistake::given<sinew::BasicNet<float, sinew::Dense<4, 16[^|]*, sinew::mistake::expected<sinew::BasicNet<float, sinew::Dense<4, 2
// topic: calls
// A net assigned a net of other layers.
// says: a net is made from, or assigned, another net, whose layer 0 is Dense<4, 16, ReLU>, not Dense<4, 2>: declare both by one alias, such as using Model = Net<Dense<4, 16, ReLU>, Dense<16, 2>>
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;
using Large = Net<Dense<4, 16, ReLU>, Dense<16, 2>>;

int main() {
  Large large;
  Small small;
  small = large;
  return small.parameters[0] > 0;
}
