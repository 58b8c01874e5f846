// expect: normalizes_single_values<sinew::mistake::layer<1>, sinew::GroupNorm<8>, sinew::mistake::given<sinew::shape<8, 1, 1>>>
// topic: layers
// GroupNorm with as many groups as values.
// says: layer 1, GroupNorm<8>, normalizes each of its inputs, an image of 8 × 1 × 1 (channels × height × width), by itself, so its outputs are always the same: write BatchNorm<>, which normalizes over samples, or GroupNorm<4>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() { Net<Input<8, 1, 1>, GroupNorm<8>, Flatten, Dense<8, 3>> net; }
