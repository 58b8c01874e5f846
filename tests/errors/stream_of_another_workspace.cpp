// expect: wrong_stream<sinew::mistake::given<sinew::Stream<[^|]*>, sinew::mistake::expected<sinew::Stream<[^|]*>>
// topic: workspaces
// A stream with fewer sequences than the workspace.
// says: the call computes 16 sequences, but the stream holds 1: write Stream<Net<Dense<4, 2>>, 16> stream
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Small net;
  static Workspace<Small, 16, Mode::training, 64> w;
  Stream<Small> stream;
  net.forward(w, stream);
}
