// expect: not_a_rule_per_layer<int>
// topic: training
// A number of a layer where a rule must be.
// says: int is nothing that an optimizer does per layer: write per_layer(optimizer, freeze<0, 1>, rate_factor<2>(0.1), decay_matrices_only)
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 1>> net;
  Dataset<std::array<float, 4>, float> data;
  fit(net, data, MSE{}, per_layer(Adam{}, 0));
}
