// expect: wrong_stream<sinew::mistake::given<sinew::[^|]*>, sinew::mistake::expected<sinew::[^|]*>>
// topic: calls
// A stream in a workspace for inspection, where layers with state start from rest.
// says: forward() in a workspace for inspection takes no Stream: write net.forward(w)
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Small net;
  Workspace<Small, 8, Mode::inspection> w;
  Stream<Small, 8> stream;
  net.forward(w, stream);
}
