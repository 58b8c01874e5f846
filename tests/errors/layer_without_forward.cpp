// expect: layer_without_forward<sinew::mistake::layer<1>, mine::Half>
// topic: own
// A user's layer without forward.
// says: layer 1, mine::Half, has no forward: add static constexpr void forward(auto pass), which computes pass.y from pass.x
#include <sinew/sinew.hpp>
using namespace sinew;

namespace mine {
struct Half {
  using input = shape<8>;
  using output = shape<8>;
  static constexpr std::size_t parameters = 0;
};
}  // namespace mine

int main() {
  Net<Dense<4, 8>, mine::Half, Dense<8, 2>> net;
  return static_cast<int>(net({1, 2, 3, 4})[0]);
}
