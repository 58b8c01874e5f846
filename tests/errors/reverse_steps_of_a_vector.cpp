// expect: not_a_window<sinew::mistake::layer<1>, sinew::ReverseSteps, sinew::mistake::given<sinew::shape<8> ?> ?>
// topic: layers
// The steps of a vector in reverse, in a net of sequences.
// says: layer 1, ReverseSteps, takes the steps of a window, but layer 0, LSTM<2, 8>, gives 8 values: put it behind Unroll<Steps, …> or Input<Steps, …>, or remove it
#include <sinew/sinew.hpp>
using namespace sinew;

Net<LSTM<2, 8>, ReverseSteps, Dense<8, 1>> net;
