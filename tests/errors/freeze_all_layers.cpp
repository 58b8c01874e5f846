// expect: all_layers_are_frozen<sinew::Adam>
// topic: training
// No layer is left to train.
// says: all layers that have parameters are frozen, which leaves nothing to train: name fewer layers in freeze
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 1>> net;
  Dataset<std::array<float, 4>, float> data;
  fit(net, data, MSE{}, per_layer(Adam{}, freeze<0, 1>));
}
