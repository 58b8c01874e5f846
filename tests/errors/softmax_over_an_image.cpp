// expect: shape_mismatch<sinew::mistake::layer<1>, sinew::mistake::given<sinew::shape<2, 3, 3>>, sinew::mistake::expected<sinew::shape<18>>>
// topic: layers
// Softmax, which takes a vector of classes, over an image.
// way out: Put Flatten before it.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<2, 3, 3>, Activate<Softmax>> net;
  initialize(net, 1);
}
