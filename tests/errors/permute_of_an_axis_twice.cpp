// expect: not_a_permutation<sinew::mistake::layer<1>, sinew::Permute<0, 2, 2>, sinew::mistake::given<sinew::shape<3, 8, 8>>>
// topic: layers
// Permute that names an axis twice.
// says: layer 1, Permute<0, 2, 2>, takes shape<3, 8, 8> but does not name each of its 3 axes once: write each of 0, 1, 2 once, such as Permute<2, 1, 0>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<3, 8, 8>, Permute<0, 2, 2>, Flatten, Dense<192, 10>> net;
  initialize(net, 1);
}
