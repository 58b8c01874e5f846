// expect: not_an_activation<sinew::mistake::layer<0>, mine::Square>
// topic: own
// A user's activation with a derivative and no value.
// says: layer 0, Dense<4, 8, mine::Square>, has mine::Square in place of its activation, which lacks value: add template <class V> static constexpr V value(const V& z)
#include <sinew/sinew.hpp>
using namespace sinew;

namespace mine {
struct Square {
  template <class V> static constexpr V derivative(const V& z) { return z + z; }
};
}  // namespace mine

int main() {
  Net<Dense<4, 8, mine::Square>, Dense<8, 2>> net;
  initialize(net, 1);
}
