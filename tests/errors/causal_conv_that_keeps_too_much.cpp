// expect: absurd_size<sinew::mistake::layer<0>, sinew::CausalConv1D<2, 8, 3, sinew::Dilation<100000000(, 100000000)?>>, .*16777216
// topic: layers
// A dilation beyond what a stream can keep.
// says: layer 0, CausalConv1D<2, 8, 3, Dilation<100000000>>, has more than 16,777,216 scalars, the most that are allowed: look for a mistyped extent, or for one computed below 0
#include <sinew/sinew.hpp>
using namespace sinew;

Net<CausalConv1D<2, 8, 3, Dilation<100'000'000>>> net;
