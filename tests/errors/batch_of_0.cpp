// expect: wrong_batch_size<sinew::mistake::given<sinew::mistake::samples<0>>, sinew::mistake::expected<sinew::mistake::at_least<sinew::mistake::samples<1>>>>
// topic: workspaces
// A workspace for a batch of 0 samples.
// says: the batch is 0 samples, but must be at least 1 sample: write the number of samples that are computed at once, such as 32; a data set may have any number
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Small net;
  Workspace<Small, 0> w;
  net.forward(w);
}
