// expect: layer_without_weights<sinew::mistake::layer<0>, sinew::[^|]*>
// topic: calls
// A weight of a layer that is made of layers.
// says: layer 0, Residual<Dense<8, 8, ReLU>>, is made of layers, which have the weights: write a path to one of them, such as <0, 0>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Residual<Dense<8, 8, ReLU>>, Dense<8, 2>> net;
  net.weight<0>(0, 0) = 1;
}
