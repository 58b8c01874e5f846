// expect: wrong_scalar<sinew::mistake::given<sinew::Residual<[^|]*>>, sinew::mistake::expected<float, double>>
// topic: layers
// BasicNet without its scalar, with a residual block first.
// says: the scalar of BasicNet, its first argument, is Residual<Dense<4, 4>>, but must be float or double: write BasicNet<float, Residual<Dense<4, 4>>, …>, which is Net<Residual<Dense<4, 4>>, …>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  BasicNet<Residual<Dense<4, 4>>> net;
  return static_cast<int>(net({1, 2, 3, 4})[0]);
}
