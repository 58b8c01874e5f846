// expect: view_of_another_size<sinew::mistake::layer<1>, sinew::mistake::given<sinew::shape<1, 28, 28>>, sinew::mistake::expected<sinew::shape<400>>>
// topic: layers
// A Reshape to another number of values.
// says: layer 1, Reshape<1, 28, 28>, gives 784 values, but takes 400 values, and must keep their number: write Reshape<1, 20, 20>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<400>, Reshape<1, 28, 28>, MaxPool2D<2>> net;
  return static_cast<int>(net.parameter_count);
}
