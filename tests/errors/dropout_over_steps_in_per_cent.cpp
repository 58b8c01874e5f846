// expect: out_of_range<sinew::mistake::layer<1>, sinew::Dropout<sinew::Ratio<25, 1>, sinew::Variational>, sinew::mistake::more_than<sinew::Ratio<0, 1>>, sinew::mistake::less_than<sinew::Ratio<1, 1>>>
// topic: layers
// A dropout rate in per cent, with an option behind it.
// says: layer 1, Dropout<Ratio<25, 1>, Variational>, has a probability of 25, but it must be more than 0 and less than 1: write Dropout<Ratio<1, 4>, Variational>, which drops 1 of 4 values, or remove the layer
#include <sinew/sinew.hpp>
using namespace sinew;

Net<LSTM<2, 8>, Dropout<Ratio<25, 1>, Variational>, Dense<8, 1>> net;
