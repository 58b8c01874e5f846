// expect: shape_mismatch<sinew::mistake::layer<0, 1>, sinew::mistake::given<sinew::shape<8> ?>, sinew::mistake::expected<sinew::shape<16> ?> ?>
// topic: layers
// Two layers over a window that do not fit.
// says: layer 0.1, Dense<16, 4>, takes 16 values, but layer 0.0, LSTM<2, 8>, gives 8 values: write Dense<8, 4>
#include <sinew/sinew.hpp>
using namespace sinew;

Net<Unroll<50, LSTM<2, 8>, Dense<16, 4>>, LastStep> net;
