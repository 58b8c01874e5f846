// expect: branches_do_not_fit_together<sinew::mistake::layer<1, 1>, sinew::mistake::given<sinew::shape<12>>, sinew::mistake::expected<sinew::shape<12, 2, 3>>>
// topic: layers
// Concat of outputs whose height and width differ; only the number of channels may differ.
// says: layer 1.1, Flatten, gives 12 values, but must give an image of 12 × 2 × 3 (channels × height × width) to be joined to the first branch: only the first extent may differ; write Flatten at the end of every branch or of none
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<2, 2, 3>, Concat<PassThrough, Flatten>, Flatten, Dense<24, 2>> net;
  return static_cast<int>(net.parameter_count);
}
