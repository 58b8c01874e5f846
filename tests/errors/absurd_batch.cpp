// expect: wrong_batch_size<sinew::mistake::given<sinew::mistake::samples<1099511627776>>, sinew::mistake::expected<sinew::mistake::at_most<sinew::mistake::samples<[0-9]+>>>>
// topic: workspaces
// A workspace for more samples than memory can hold.
// way out: Choose the number of samples computed at once, typically 1 to 1024; the data set may be of any length.
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Small net;
  Workspace<Small, 1ull << 40> w;
  net.forward(w);
}
