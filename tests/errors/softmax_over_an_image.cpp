// expect: shape_mismatch<sinew::mistake::layer<1>, sinew::mistake::given<sinew::shape<2, 3, 3>>, sinew::mistake::expected<sinew::shape<18>>>
// topic: layers
// Softmax, which takes a vector of classes, over an image.
// says: layer 1, Activate<Softmax>, takes 18 values, but layer 0, Input<2, 3, 3>, gives an image of 2 × 3 × 3 (channels × height × width): write Flatten before it
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<2, 3, 3>, Activate<Softmax>> net;
  initialize(net, 1);
}
