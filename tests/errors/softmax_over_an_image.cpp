// expect: shape_mismatch<sinew::mistake::layer<1>, sinew::mistake::given<sinew::shape<2, 3, 3>>, sinew::mistake::expected<sinew::shape<18>>>
// topic: layers
// Softmax is over the classes of a vector, and an image reaches it.
// way out: Flatten before it.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<2, 3, 3>, Activate<Softmax>> net;
  initialize(net, 1);
}
