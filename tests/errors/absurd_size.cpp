// expect: absurd_size<sinew::mistake::layer<0>, sinew::Dense<1048576, 1048576[^>]*>, sinew::mistake::expected<sinew::mistake::at_most<sinew::mistake::scalars<[0-9]+[^>]*>>>>
// topic: layers
// A layer of four terabytes because of a mistyped extent.
// says: layer 0, Dense<1048576, 1048576>, has more than 68,719,476,735 scalars, the most that are allowed: look for a mistyped extent, or for one computed below 0
// way out: Write the size that was meant, here perhaps 1 << 10.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<1 << 20, 1 << 20>> net;
  initialize(net, 1);
}
