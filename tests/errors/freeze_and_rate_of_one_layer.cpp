// expect: layer_named_twice<sinew::mistake::layer<0>, sinew::[^|]*>
// topic: training
// A layer that is frozen and has a rate.
// says: layer 0, Dense<4, 8, ReLU>, is named twice in freeze and rate_factor: name it once
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 1>> net;
  Dataset<std::array<float, 4>, float> data;
  fit(net, data, MSE{}, per_layer(Adam{}, freeze<0>, rate_factor<0>(0.1)));
}
