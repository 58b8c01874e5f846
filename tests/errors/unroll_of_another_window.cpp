// expect: shape_mismatch<sinew::mistake::layer<1>, sinew::mistake::given<sinew::shape<40, 2> ?>, sinew::mistake::expected<sinew::shape<50, 2> ?> ?>
// topic: layers
// A window of another number of steps.
// says: layer 1, Unroll<50, LSTM<2, 8>>, takes a sequence of 50 × 2 (channels × length), but layer 0, Input<40, 2>, gives a sequence of 40 × 2 (channels × length): make the two agree
#include <sinew/sinew.hpp>
using namespace sinew;

Net<Input<40, 2>, Unroll<50, LSTM<2, 8>>, LastStep> net;
