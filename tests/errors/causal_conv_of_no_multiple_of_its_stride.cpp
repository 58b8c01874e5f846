// expect: shape_mismatch<sinew::mistake::layer<1>, sinew::mistake::given<sinew::shape<5, 2>>, sinew::mistake::expected<sinew::shape<6, 2>>>
// topic: layers
// Steps of 5 inputs for a stride of 2.
// says: layer 1, CausalConv1D<2, 8, 3, Stride<2>>, takes a sequence of 6 × 2 (channels × length), but layer 0, Input<5, 2>, gives a sequence of 5 × 2 (channels × length): make the two agree
#include <sinew/sinew.hpp>
using namespace sinew;

Net<Input<5, 2>, CausalConv1D<2, 8, 3, Stride<2>>, Flatten, Dense<24, 1>> net;
