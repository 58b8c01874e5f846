// expect: not_an_image<sinew::mistake::layer<1>, sinew::AvgPool1D<2>, sinew::mistake::given<sinew::shape<1, 8, 8>>, sinew::mistake::expected<sinew::mistake::channels_length>>
// topic: layers
// 1-D pooling applied to an image.
// says: layer 1, AvgPool1D<2>, takes a sequence (channels × length), but layer 0, Input<1, 8, 8>, gives an image of 1 × 8 × 8 (channels × height × width): write AvgPool2D<2>
// way out: Or put Reshape<8, 8> before it, to treat the rows as channels.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 8, 8>, AvgPool1D<2>, Flatten, Dense<32, 2>> net;
  initialize(net, 1);
}
