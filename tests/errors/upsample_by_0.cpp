// expect: zero_size<sinew::mistake::layer<1>, sinew::Upsample<0>>
// topic: layers
// Upsampling by a factor of 0.
// says: layer 1, Upsample<0>, has an extent of 0, or its options leave no output: write sizes, strides and factors of at least 1
// way out: Give a factor of 1 or more.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 4, 4>, Upsample<0>, Flatten, Dense<16, 2>> net;
  initialize(net, 1);
}
