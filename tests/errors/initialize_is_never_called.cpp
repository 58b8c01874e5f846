// expect: initialize_is_never_called<sinew::mistake::layer<1>, mine::Half>
// topic: own
// A user's layer whose initialize has another signature, so it would never be called.
// says: layer 1, mine::Half, has an initialize that cannot be called: write template <class T> static constexpr void initialize(std::span<T, 8> all, Engine& engine)
#include <sinew/sinew.hpp>
using namespace sinew;

namespace mine {
struct Half {
  using input = shape<8>;
  using output = shape<8>;
  static constexpr std::size_t parameters = 8;
  static constexpr void forward(auto pass) {
    for (std::size_t s = 0; s < pass.batch; ++s)
      for (std::size_t i = 0; i < 8; ++i) pass.y[s][i] = pass.x[s][i] / 2;
  }
  static constexpr void backward(auto pass) {
    for (std::size_t s = 0; s < pass.batch; ++s)
      for (std::size_t i = 0; i < 8; ++i) pass.dx[s][i] = pass.dy[s][i] / 2;
  }
  static void initialize(std::span<float> mine) {
    for (float& w : mine) w = 1;
  }
};
}  // namespace mine

int main() {
  Net<Dense<4, 8>, mine::Half, Dense<8, 2>> net;
  initialize(net, 1);
}
