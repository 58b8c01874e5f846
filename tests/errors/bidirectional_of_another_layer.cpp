// expect: not_recurrent<sinew::mistake::layer<1>, sinew::Bidirectional<sinew::Flatten ?>, sinew::Flatten>
// topic: layers
// A layer without a direction in both directions.
// says: layer 1, Bidirectional<Flatten>, runs a recurrent layer in both directions, but Flatten is none: write an LSTM, a GRU or an RNN, and other layers behind it
#include <sinew/sinew.hpp>
using namespace sinew;

Net<Input<50, 6>, Bidirectional<Flatten>, LastStep> net;
