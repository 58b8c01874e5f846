// expect: window_of_padding_alone<sinew::mistake::layer<1>, sinew::AvgPool2D<2, sinew::Padding<2>>, sinew::mistake::given<sinew::shape<1, 8, 8>>>
// topic: layers
// A padding so large that some windows contain only padding.
// says: layer 1, AvgPool2D<2, Padding<2>>, has windows that cover only padding, which has no mean: write AvgPool2D<2, Padding<1>>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 8, 8>, AvgPool2D<2, Padding<2>>, Flatten, Dense<36, 2>> net;
  initialize(net, 1);
}
