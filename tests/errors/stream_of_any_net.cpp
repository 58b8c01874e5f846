// expect: stream_needs_the_type_of_its_net<sinew::Stream<[^|]*>, sinew::AnyNet<[^|]*>>
// topic: calls
// A stream given to an AnyNet, which does not know at compile time what the layers of its net keep.
// says: a Stream is of one type of net, but AnyNet<1, 1, 16384> holds a net of several types: write if (auto* known = net.get_if<Net<LSTM<1, 8>, Dense<8, 1>>>()) (*known)(x, stream)
#include <sinew/sinew.hpp>
using namespace sinew;

using Amp = Net<LSTM<1, 8>, Dense<8, 1>>;

int main() {
  const AnyNet<1, 1, 16_KiB> net = Amp{};
  Stream<Amp> stream;
  net({0.5f}, stream);
}
