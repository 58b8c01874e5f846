// expect: normalizes_single_values<sinew::mistake::layer<1>, sinew::LayerNorm<>, sinew::mistake::given<sinew::shape<1>>>
// topic: layers
// LayerNorm of a single value, which is always 0.
// says: layer 1, LayerNorm<>, normalizes each of its inputs, 1 value, by itself, so its outputs are always the same: write BatchNorm<>, which normalizes over samples, or remove the layer
#include <sinew/sinew.hpp>
using namespace sinew;

int main() { Net<Dense<4, 1>, LayerNorm<>> net; }
