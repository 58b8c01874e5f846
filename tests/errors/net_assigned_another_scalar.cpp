// expect: nets_of_different_layers<sinew::mistake::given<sinew::BasicNet<double, sinew::Dense<4, 2[^|]*>, sinew::mistake::expected<sinew::BasicNet<float, sinew::Dense<4, 2
// topic: calls
// A net assigned a net of the same layers in double; nothing is rounded silently.
// says: a net of double is assigned to one of float, which rounds its parameters: write net = Net<Dense<4, 2>>(other)
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Small::with_scalar<double> precise;
  Small small;
  small = precise;
  return small.parameters[0] > 0;
}
