// expect: call to non-('constexpr' function 'void|constexpr function 'void) sinew::_detail::precondition_violated_by\(const char ?\*, Facts ...\)|constexpr variable 'schedule' must be initialized by a constant expression
// topic: training
// A schedule of 0 epochs in a constant expression.
// way out: step_decay(10) multiplies the rate every ten epochs.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  constexpr Schedule schedule = step_decay(0);
  return static_cast<int>(schedule(1));
}
