// expect: call to non-('constexpr' function 'void|constexpr function 'void) sinew::_detail::precondition_violated_by\(const char ?\*, Facts ...\)|constexpr variable 'schedule' must be initialized by a constant expression
// topic: training
// A warm-up of a negative number of epochs in a constant expression.
// way out: warm_up(5) raises the rate over the first five epochs.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  constexpr Schedule schedule = warm_up(-1);
  return static_cast<int>(schedule(1));
}
