// expect: zero_size<sinew::mistake::layer<1>, sinew::MaxPool2D<2, sinew::Stride<0[^>]*>>>
// topic: layers
// A pooling with a stride of 0.
// says: layer 1, MaxPool2D<2, Stride<0>>, has a size of 0: write sizes, strides and factors of at least 1
// way out: The default is the size of the window.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 8, 8>, MaxPool2D<2, Stride<0>>, Flatten, Dense<16, 2>> net;
  initialize(net, 1);
}
