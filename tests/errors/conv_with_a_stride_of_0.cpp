// expect: zero_size<sinew::mistake::layer<1>, sinew::Conv2D<8, 3, sinew::Stride<0(, 0)?>>>
// topic: layers
// A convolution with a stride of 0.
// says: layer 1, Conv2D<8, 3, Stride<0>>, has a size of 0: write sizes, strides and factors of at least 1
// way out: Stride<1> is the default.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 8, 8>, Conv2D<8, 3, Stride<0>>> net;
  return static_cast<int>(net.parameters[0]);
}
