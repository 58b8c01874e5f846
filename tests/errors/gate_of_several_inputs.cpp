// expect: halves_of_an_odd_extent<sinew::mistake::layer<1>, [^|]*sinew::mistake::given<sinew::shapes<sinew::shape<4>, sinew::shape<5>>>>
// topic: layers
// A gate of several inputs.
// says: layer 1, GLU, halves the outermost extent of its input, but layer 0, Inputs<shape<4>, shape<5>>, gives 4 and 5 values: write twice as many outputs before it as it should have itself
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Inputs<shape<4>, shape<5>>, GLU, Dense<4, 2>> net;
  return static_cast<int>(net.parameter_count);
}
