// expect: wrong_scalar<sinew::mistake::given<int>, sinew::mistake::expected<float, double>>
// topic: layers
// A net of integers.
// says: the scalar of the net is int, but must be float or double: write Net<…>, which is BasicNet<float, …>, or BasicNet<double, …>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  BasicNet<int, Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  initialize(net, 1);
  return static_cast<int>(net.predict({1, 2, 3, 4}));
}
