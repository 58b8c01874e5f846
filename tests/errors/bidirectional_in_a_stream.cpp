// expect: not_a_window<sinew::mistake::layer<1>, sinew::Bidirectional<sinew::LSTM<8, 8> ?>, sinew::mistake::given<sinew::shape<8> ?> ?>
// topic: layers
// Both directions in a net that goes step by step, where the steps to come are not known.
// says: layer 1, Bidirectional<LSTM<8, 8>>, takes the steps of a window, but layer 0, Dense<2, 8, Tanh>, gives 8 values: put it behind Unroll<Steps, …> or Input<Steps, …>, or remove it
#include <sinew/sinew.hpp>
using namespace sinew;

Net<Dense<2, 8, Tanh>, Bidirectional<LSTM<8, 8>>, Dense<16, 1>> net;
