// expect: wrong_stream<sinew::mistake::given<sinew::Stream<[^|]*>, sinew::mistake::expected<sinew::Stream<[^|]*>>
// topic: training
// A training step on a workspace of 16 sequences that goes on from a stream of one.
// says: the call computes 16 sequences, but the stream holds 1: write Stream<Net<LSTM<1, 8>, Dense<8, 1>>, 16> stream
#include <array>

#include <sinew/sinew.hpp>
using namespace sinew;

using Amp = Net<LSTM<1, 8>, Dense<8, 1>>;

int main() {
  static Amp net;
  static Workspace<Amp, 16, Mode::training, 64> w;
  static Optimizer<Adam, Amp> optimizer;
  Stream<Amp> stream;
  const std::array<float, 16 * 64> targets{};
  train_step(net, w, stream, targets, MSE{}, optimizer);
}
