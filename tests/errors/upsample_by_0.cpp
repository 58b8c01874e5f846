// expect: zero_size<sinew::mistake::layer<1>, sinew::Upsample<0>>
// topic: layers
// Upsampling by a factor of 0.
// says: layer 1, Upsample<0>, has a size of 0: write sizes, strides and factors of at least 1
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 4, 4>, Upsample<0>, Flatten, Dense<16, 2>> net;
  initialize(net, 1);
}
