// expect: wrong_batch_size<sinew::mistake::given<sinew::mistake::samples<1099511627776>>, sinew::mistake::expected<sinew::mistake::at_most<sinew::mistake::samples<[0-9]+>>>>
// topic: workspaces
// A workspace for more samples than memory can hold.
// says: the batch is 1,099,511,627,776 samples, but must be at most 1,073,741,824 samples: write the number of samples that are computed at once, such as 32; a data set may have any number
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Small net;
  Workspace<Small, 1ull << 40> w;
  net.forward(w);
}
