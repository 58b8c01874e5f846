// expect: wrong_scalar<sinew::mistake::given<sinew::Dense<4, 8[^>]*>>, sinew::mistake::expected<float, double>>
// topic: layers
// BasicNet without its scalar.
// says: the scalar of BasicNet, its first argument, is Dense<4, 8>, but must be float or double: write BasicNet<float, Dense<4, 8>, …>, which is Net<Dense<4, 8>, …>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  BasicNet<Dense<4, 8>, Dense<8, 3>> net;
  initialize(net, 1);
  return static_cast<int>(net({1, 2, 3, 4})[0]);
}
