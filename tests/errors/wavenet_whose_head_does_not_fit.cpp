// expect: head_of_another_width<sinew::mistake::layer<0>, .*given<sinew::shape<1>>, sinew::mistake::expected<sinew::shape<8>>
// topic: layers
// The head of a stack is not as wide as the sums that the next stack goes on from.
// says: layer 0, WaveNet<1, WaveNetStack<16, Dilated<3, Tanh, 1, 2>, Head<1, 1>>, WaveNetStack<8, Dilated<3, Tanh, 1>, Head<1, 1>>>, has WaveNetStack<16, Dilated<3, Tanh, 1, 2>, Head<1, 1>>, whose head gives 1 value, but the layers of the next stack give 8 values: write Head<8>
#include <sinew/sinew.hpp>
using namespace sinew;

Net<WaveNet<1, WaveNetStack<16, Dilated<3, Tanh, 1, 2>, Head<1>>, WaveNetStack<8, Dilated<3, Tanh, 1>, Head<1>>>> net;
