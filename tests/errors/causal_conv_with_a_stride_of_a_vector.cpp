// expect: shape_mismatch<sinew::mistake::layer<1>, sinew::mistake::given<sinew::shape<4>>, sinew::mistake::expected<sinew::shape<2, 4>>>
// topic: layers
// A stride where each step has a single input.
// says: layer 1, CausalConv1D<4, 8, 3, Stride<2>>, takes a sequence of 2 × 4 (channels × length), but layer 0, LSTM<2, 4>, gives 4 values: make the two agree
#include <sinew/sinew.hpp>
using namespace sinew;

Net<LSTM<2, 4>, CausalConv1D<4, 8, 3, Stride<2>>, LastStep, Dense<8, 1>> net;
