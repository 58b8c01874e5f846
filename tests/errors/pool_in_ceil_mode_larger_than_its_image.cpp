// expect: window_does_not_fit<sinew::mistake::layer<1>, sinew::mistake::given<sinew::shape<1, 3, 8>>, sinew::mistake::height<3>, sinew::mistake::with_padding<0>, sinew::mistake::less_than_window<5>>
// topic: layers
// A pooling window that does not fit its image even in ceil mode.
// way out: In ceil mode the window may be larger than the padded image by less than one stride.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 3, 8>, AvgPool2D<5, Stride<2>, CeilMode>, Flatten, Dense<3, 2>> net;
  initialize(net, 1);
}
