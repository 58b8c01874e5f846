// expect: absurd_size<sinew::mistake::layer<0>, sinew::Dense<1048576, 1048576[^>]*>, sinew::mistake::expected<sinew::mistake::at_most<sinew::mistake::scalars<[0-9]+[^>]*>>>>
// topic: layers
// A layer of four terabytes because of a mistyped extent.
// way out: Write the size that was meant, here perhaps 1 << 10.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<1 << 20, 1 << 20>> net;
  initialize(net, 1);
}
