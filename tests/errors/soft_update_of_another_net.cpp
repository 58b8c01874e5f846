// expect: nets_of_different_layers<[^|]*>
// topic: calls
// A target network of other layers.
// says: a net is made from, or assigned, another net, whose layer 0 is Dense<4, 16, ReLU>, not Dense<4, 8, ReLU>: declare both by one alias, such as using Model = Net<Dense<4, 16, ReLU>, Dense<16, 1>>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 1>> target;
  Net<Dense<4, 16, ReLU>, Dense<16, 1>> online;
  soft_update(target, online, 0.01);
}
