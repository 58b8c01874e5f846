// expect: shape_mismatch<sinew::mistake::layer<1>, sinew::mistake::given<sinew::shape<128>>, sinew::mistake::expected<sinew::shape<100>>>
// topic: layers
// Two mismatches in one net: the compiler reports the first, and the second once the first is fixed.
// says: layer 1, Dense<100, 64, ReLU>, takes 100 values, but layer 0, Dense<784, 128, ReLU>, gives 128 values: write Dense<128, 64, ReLU>
// way out: Fix layer 1, compile, then fix layer 2.
#include <sinew/sinew.hpp>
using namespace sinew;

using Digits = Net<Dense<784, 128, ReLU>, Dense<100, 64, ReLU>, Dense<32, 10, Softmax>>;

int main() {
  Digits net;
  initialize(net, 1);
  Workspace<Digits, 16, Mode::training> w;
  Digits::Parameters gradient{};
  net.forward(w);
  net.backward(w, gradient);
  return static_cast<int>(net.weight<0>(0, 0));
}
