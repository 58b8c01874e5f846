// expect: another_scalar<sinew::mistake::given<double>, sinew::mistake::expected<float>>
// topic: budgets
// AnyNet constructed from a net over double.
// says: the scalar of BasicNet<double, Dense<4, 3>> is double, but that of AnyNet<4, 3, 4096> is float: write AnyNet<4, 3, 4096, double>, or Net<Dense<4, 3>>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  BasicNet<double, Dense<4, 3>> net;
  AnyNet<4, 3, 4_KiB> any = net;
  return static_cast<int>(any({1, 2, 3, 4})[0]);
}
