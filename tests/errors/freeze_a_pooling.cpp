// expect: layer_without_parameters<sinew::mistake::layer<1>, sinew::[^|]*>
// topic: training
// A layer that has nothing to freeze.
// says: layer 1, MaxPool2D<2>, has no parameters: name a layer that has them (layers count from 0, and an Input counts as one)
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 8, 8>, MaxPool2D<2>, Flatten, Dense<16, 1>> net;
  Dataset<std::array<float, 64>, float> data;
  fit(net, data, MSE{}, per_layer(Adam{}, freeze<1>));
}
