// expect: shape_mismatch<sinew::mistake::layer<1, 0, 1>, sinew::mistake::given<sinew::shape<8> ?>, sinew::mistake::expected<sinew::shape<6> ?> ?>
// topic: layers
// Two layers of each copy that do not fit.
// says: layer 1.0.1, Dense<6, 4>, takes 6 values, but layer 1.0.0, Dense<4, 8, ReLU>, gives 8 values: write Dense<8, 4>
#include <sinew/sinew.hpp>
using namespace sinew;

Net<Dense<2, 4, ReLU>, Repeat<3, Dense<4, 8, ReLU>, Dense<6, 4>>> net;
