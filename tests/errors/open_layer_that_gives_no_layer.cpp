// expect: not_a_layer<sinew::mistake::layer<1>, int>
// topic: own
// A user's layer for any input shape whose `on` is not a layer.
// says: layer 1, mine::Half, is not a layer: a layer has the members input, output and parameters, or on<In> (layer/traits.hpp)
// way out: Make it template <class In> struct on, with all members of a layer.
#include <sinew/sinew.hpp>
using namespace sinew;

namespace mine {
struct Half {
  template <class In> using on = int;
};
}  // namespace mine

int main() {
  Net<Dense<4, 8>, mine::Half, Dense<8, 2>> net;
  initialize(net, 1);
}
