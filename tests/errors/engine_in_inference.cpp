// expect: wrong_stream<sinew::given<sinew::Engine>, sinew::expected<sinew::nothing>>
// topic: workspaces
// An engine for inference, which draws nothing.
// way out: net.forward(w).
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Small net;
  Workspace<Small, 8> w;
  Engine engine(1);
  net.forward(w, engine);
}
