// expect: no_such_layer<sinew::mistake::given<sinew::mistake::layer<2>>, sinew::mistake::expected<sinew::mistake::at_most<sinew::mistake::layer<1>>>>
// topic: training
// A layer that the net does not have; layers count from 0.
// says: the net has no layer 2: write <0> for Dense<4, 8, ReLU> or <1> for Dense<8, 1>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 1>> net;
  Dataset<std::array<float, 4>, float> data;
  fit(net, data, MSE{}, per_layer(Adam{}, freeze<2>));
}
