// expect: nothing_or_everything_dropped<sinew::layer<1>, sinew::Dropout<0>, sinew::at_least<sinew::percent<1>>, sinew::at_most<sinew::percent<99>>>
// topic: layers
// A dropout that drops nothing.
// way out: Dropout<20> drops 20 per cent; for none, leave the layer out.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8>, Dropout<0>, Dense<8, 2>> net;
  initialize(net, 1);
}
