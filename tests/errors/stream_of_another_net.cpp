// expect: wrong_stream<sinew::mistake::given<sinew::Stream<[^|]*>, sinew::mistake::expected<sinew::Stream<[^|]*>>
// topic: calls
// A stream of another net.
// says: the stream is of another net, whose layer 0 is Dense<2, 3>, not Dense<4, 2>: write Stream<Net<Dense<4, 2>>> stream
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Small net;
  Stream<Net<Dense<2, 3>>> stream;
  return net({1, 2, 3, 4}, stream)[0] > 0;
}
