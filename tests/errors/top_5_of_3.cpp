// expect: top_of_fewer_values<sinew::mistake::given<sinew::mistake::scalars<5>>, sinew::mistake::expected<sinew::mistake::scalars<3>>>
// topic: calls
// top_k() of fewer values.
// says: top_k<5>() of 3 values: write at most top_k<3>()
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 3, Softmax>> net;
  static_cast<void>(top_k<5>(net({1, 2, 3, 4})));
}
