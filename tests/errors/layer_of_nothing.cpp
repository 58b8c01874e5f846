// expect: zero_size<sinew::mistake::layer<1>, mine::Nothing>
// topic: own
// A user's layer whose output has no values.
// says: layer 1, mine::Nothing, has an input or output of 0 values: write extents of at least 1
#include <sinew/sinew.hpp>
using namespace sinew;

namespace mine {
struct Nothing {
  using input = shape<8>;
  using output = shape<0>;
  static constexpr std::size_t parameters = 0;
  static constexpr void forward(auto) {}
  static constexpr void backward(auto) {}
};
}  // namespace mine

int main() {
  Net<Dense<4, 8>, mine::Nothing> net;
  initialize(net, 1);
}
