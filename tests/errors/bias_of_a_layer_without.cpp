// expect: layer_without_weights<sinew::mistake::layer<1>, sinew::[^|]*>
// topic: calls
// A bias of a layer that has none.
// says: layer 1, Conv2D<4, 3, NoBias>, has no biases: write it without NoBias, or use its weights only
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 8, 8>, Conv2D<4, 3, NoBias>> net;
  net.bias<1>(0) = 1;
}
