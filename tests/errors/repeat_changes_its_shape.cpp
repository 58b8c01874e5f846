// expect: repeat_changes_its_shape<sinew::mistake::layer<1>, sinew::mistake::given<sinew::shape<8>>, sinew::mistake::expected<sinew::shape<4>>>
// topic: layers
// Layers that cannot take what they give are repeated.
// says: layer 1, Repeat<3, Dense<4, 8, ReLU>>, ends in 8 values, but starts from 4 values, and each copy takes the output of the one before: change its last layer, or move it behind the Repeat
#include <sinew/sinew.hpp>
using namespace sinew;

Net<Dense<2, 4, ReLU>, Repeat<3, Dense<4, 8, ReLU>>, Dense<8, 2>> net;
