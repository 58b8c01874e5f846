// expect: wrong_stream<sinew::mistake::given<sinew::Engine>, sinew::mistake::expected<sinew::Stream<[^|]*>>
// topic: workspaces
// A random engine passed to inference, which draws no numbers.
// says: forward() in an inference workspace draws no random numbers, but is given Engine: write net.forward(w), or a workspace of Mode::training
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Small net;
  Workspace<Small, 8> w;
  Engine engine(1);
  net.forward(w, engine);
}
