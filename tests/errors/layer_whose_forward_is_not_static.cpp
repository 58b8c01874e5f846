// expect: layer_without_forward<sinew::mistake::layer<1>, mine::Half>
// topic: own
// A user's layer whose forward is not static; layers are types, without objects.
// says: layer 1, mine::Half, has a forward that is not static or does not take a pass: write static constexpr void forward(auto pass), which computes pass.y from pass.x
#include <sinew/sinew.hpp>
using namespace sinew;

namespace mine {
struct Half {
  using input = shape<8>;
  using output = shape<8>;
  static constexpr std::size_t parameters = 0;
  void forward(auto pass) const {
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
