// expect: normalizes_single_values<sinew::mistake::layer<1>, sinew::InstanceNorm<>, sinew::mistake::given<sinew::shape<8>>>
// topic: layers
// InstanceNorm of a vector, whose channels hold one value each.
// says: layer 1, InstanceNorm<>, normalizes each of its inputs, 8 values, by itself, so its outputs are always the same: write BatchNorm<>, which normalizes over samples, or LayerNorm<>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() { Net<Dense<4, 8>, InstanceNorm<>, Dense<8, 3>> net; }
