// expect: layer_without_weights<sinew::mistake::layer<0>, sinew::Dense<4, 2[^|]*>
// topic: calls
// A weight of a Dense layer with the indices of a convolution.
// says: a weight of layer 0, Dense<4, 2>, has 2 indices: write net.weight<0>(in, out)
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 2>> net;
  net.weight<0>(0, 0, 0, 1) = 1;
}
