// expect: wrong_scalar<sinew::mistake::given<_Float16>, sinew::mistake::expected<float, double>>
// topic: layers
// A net of 16-bit floating-point numbers.
// says: the scalar of the net is _Float16, but must be float or double: write Net<…>, which is BasicNet<float, …>, or BasicNet<double, …>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  BasicNet<_Float16, Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  initialize(net, 1);
}
