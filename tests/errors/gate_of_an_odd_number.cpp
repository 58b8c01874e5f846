// expect: halves_of_an_odd_extent<sinew::mistake::layer<1>, sinew::Gated<sinew::Tanh(, sinew::Sigmoid)?>, sinew::mistake::given<sinew::shape<7>>>
// topic: layers
// A gate of an odd number of values.
// says: layer 1, Gated<Tanh>, halves the outermost extent of its input, but layer 0, Dense<2, 7>, gives 7 values: write twice as many outputs before it as it should have itself
#include <sinew/sinew.hpp>
using namespace sinew;

Net<Dense<2, 7>, Gated<Tanh, Sigmoid>, Dense<3, 1>> net;
