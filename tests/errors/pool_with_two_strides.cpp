// expect: option_given_twice<sinew::mistake::layer<1>, sinew::MaxPool2D<3, sinew::Stride<2[^>]*>, sinew::Same, sinew::Stride<1[^>]*>>, sinew::Stride<1[^>]*>>
// topic: layers
// The stride given twice.
// says: layer 1, MaxPool2D<3, Stride<2>, Same, Stride<1>>, has both Stride<2> and Stride<1>, of which it takes one: write MaxPool2D<3, Stride<2>, Same> or MaxPool2D<3, Same, Stride<1>>
// way out: Stride<2, 1> is 2 down and 1 along.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 8, 8>, MaxPool2D<3, Stride<2>, Same, Stride<1>>, Flatten, Dense<16, 2>> net;
  initialize(net, 1);
}
