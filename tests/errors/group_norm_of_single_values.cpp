// expect: normalizes_single_values<sinew::mistake::layer<1>, sinew::GroupNorm<8>, sinew::mistake::given<sinew::shape<8, 1, 1>>>
// topic: layers
// GroupNorm with as many groups as values.
// way out: Use fewer groups, or BatchNorm<>.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() { Net<Input<8, 1, 1>, GroupNorm<8>, Flatten, Dense<8, 3>> net; }
