// expect: activation_lacks<sinew::mistake::layer<0>, mine::Square, sinew::mistake::member::derivative_or_derivative_at_output>
// topic: own
// A user's activation without a derivative, so it cannot be trained.
// says: layer 0, Dense<4, 8, mine::Square>, cannot be trained, because its activation, mine::Square, lacks a member: add template <class V> static constexpr V derivative(const V& z), or derivative_at_output(const V& y)
#include <sinew/sinew.hpp>
using namespace sinew;

namespace mine {
struct Square {
  template <class V> static constexpr V value(const V& z) { return z * z; }
};
}  // namespace mine

int main() {
  Net<Dense<4, 8, mine::Square>, Dense<8, 2>> net;
  initialize(net, 1);
}
