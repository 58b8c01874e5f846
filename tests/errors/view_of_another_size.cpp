// expect: view_of_another_size<sinew::mistake::layer<1>, sinew::mistake::given<sinew::shape<4>>, sinew::mistake::expected<sinew::shape<8>>>
// topic: own
// A user's view whose output is smaller than its input.
// says: layer 1, mine::Half, gives 4 values, but takes 8 values, and a view must keep their number: give its output 8 values, or write forward and backward in place of view
#include <sinew/sinew.hpp>
using namespace sinew;

namespace mine {
struct Half {
  using input = shape<8>;
  using output = shape<4>;
  static constexpr std::size_t parameters = 0;
  template <class Run> static constexpr bool view = true;
};
}  // namespace mine

int main() {
  Net<Dense<4, 8>, mine::Half, Dense<4, 2>> net;
  initialize(net, 1);
}
