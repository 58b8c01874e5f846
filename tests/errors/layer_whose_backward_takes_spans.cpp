// expect: layer_without_backward<sinew::mistake::layer<1>, mine::Half>
// topic: own
// A user's layer whose backward has another parameter than the pass.
// says: layer 1, mine::Half, has a backward that is not static or does not take a pass: write static constexpr void backward(auto pass), which computes pass.dx from pass.dy
// way out: layer/pass.hpp documents the pass.
#include <sinew/sinew.hpp>
using namespace sinew;

namespace mine {
struct Half {
  using input = shape<8>;
  using output = shape<8>;
  static constexpr std::size_t parameters = 0;
  static constexpr void forward(auto pass) {
    for (std::size_t s = 0; s < pass.batch; ++s)
      for (std::size_t i = 0; i < 8; ++i) pass.y[s][i] = pass.x[s][i] / 2;
  }
  static void backward(std::span<const float> dy, std::span<float> dx) {
    for (std::size_t i = 0; i < 8; ++i) dx[i] = dy[i] / 2;
  }
};
}  // namespace mine

int main() {
  Net<Dense<4, 8>, mine::Half, Dense<8, 2>> net;
  initialize(net, 1);
}
