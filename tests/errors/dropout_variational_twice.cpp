// expect: option_given_twice<sinew::mistake::layer<1>, sinew::Dropout2D<sinew::Ratio<1, 5>, sinew::Variational, sinew::Variational>, sinew::Variational>
// topic: layers
// The option of a dropout, twice.
// says: layer 1, Dropout2D<Ratio<1, 5>, Variational, Variational>, has Variational twice: write Dropout2D<Ratio<1, 5>, Variational>
#include <sinew/sinew.hpp>
using namespace sinew;

Net<Input<2, 8, 8>, Dropout2D<Ratio<1, 5>, Variational, Variational>, Flatten, Dense<128, 2>> net;
