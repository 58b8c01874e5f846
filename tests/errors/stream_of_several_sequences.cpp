// expect: wrong_stream<sinew::mistake::given<sinew::Stream<[^|]*>, sinew::mistake::expected<sinew::Stream<[^|]*>>
// topic: calls
// One step of a stream that holds several sequences.
// says: the call computes 1 sequence, but the stream holds 8: write Stream<Net<Dense<4, 2>>> stream, or net(xs, ys, stream) for sequences side by side
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Small net;
  Stream<Small, 8> stream;
  return net({1, 2, 3, 4}, stream)[0] > 0;
}
