// expect: layer_lacks<sinew::mistake::layer<1>, mine::Half, sinew::mistake::member::output>
// topic: own
// A user's layer without an output shape.
// says: layer 1, mine::Half, has no output: write the shape of what it gives, such as using output = shape<8>;
#include <sinew/sinew.hpp>
using namespace sinew;

namespace mine {
struct Half {
  using input = shape<8>;
  static constexpr std::size_t parameters = 0;
  static constexpr void forward(auto pass) {
    for (std::size_t s = 0; s < pass.batch; ++s)
      for (std::size_t i = 0; i < 8; ++i) pass.y[s][i] = pass.x[s][i] / 2;
  }
  static constexpr void backward(auto pass) {
    for (std::size_t s = 0; s < pass.batch; ++s)
      for (std::size_t i = 0; i < 8; ++i) pass.dx[s][i] = pass.dy[s][i] / 2;
  }
};
}  // namespace mine

int main() {
  Net<Dense<4, 8>, mine::Half, Dense<8, 2>> net;
  initialize(net, 1);
}
