// expect: not_an_image<sinew::mistake::layer<1>, sinew::AvgPool1D<2>, sinew::mistake::given<sinew::shape<1, 8, 8>>, sinew::mistake::expected<sinew::mistake::channels_length>>
// topic: layers
// A pooling along sequences on an image.
// way out: AvgPool2D, or Reshape<8, 8> to take the rows for channels.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 8, 8>, AvgPool1D<2>, Flatten, Dense<32, 2>> net;
  initialize(net, 1);
}
