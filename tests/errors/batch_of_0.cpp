// expect: wrong_batch_size<sinew::given<sinew::samples<0>>, sinew::expected<sinew::at_least<sinew::samples<1>>>>
// topic: workspaces
// A workspace for a batch of 0.
// way out: A batch has at least one sample.
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Small net;
  Workspace<Small, 0> w;
  net.forward(w);
}
