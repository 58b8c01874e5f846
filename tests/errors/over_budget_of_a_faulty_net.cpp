// expect: shape_mismatch<sinew::mistake::layer<1>, sinew::mistake::given<sinew::shape<128>>, sinew::mistake::expected<sinew::shape<64>>>
// topic: budgets
// A budget check of a net that contains a mistake: the error is that of the net.
// says: layer 1, Dense<64, 10, Softmax>, takes 64 values, but layer 0, Dense<784, 128, ReLU>, gives 128 values: write Dense<128, 10, Softmax>
#include <sinew/sinew.hpp>
using namespace sinew;

using Digits = Net<Dense<784, 128, ReLU>, Dense<64, 10, Softmax>>;
static_assert(fits<Digits, Budget{.parameters = 1_KiB, .scratch = 16, .multiply_adds = 10}>);
