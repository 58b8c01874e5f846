// expect: layer_without_backward<sinew::mistake::layer<1>, mine::Half>
// topic: own
// A user's layer without backward, so it cannot be trained.
// says: layer 1, mine::Half, has no backward: add static constexpr void backward(auto pass), which computes pass.dx from pass.dy
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
};
}  // namespace mine

int main() {
  Net<Dense<4, 8>, mine::Half, Dense<8, 2>> net;
  return static_cast<int>(net({1, 2, 3, 4})[0]);
}
