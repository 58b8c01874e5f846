// expect: normalizes_single_values<sinew::mistake::layer<1>, sinew::LayerNorm<>, sinew::mistake::given<sinew::shape<1>>>
// topic: layers
// LayerNorm of a single value, which is always 0.
// way out: Remove the layer, or use BatchNorm<>, which normalizes over samples.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() { Net<Dense<4, 1>, LayerNorm<>> net; }
