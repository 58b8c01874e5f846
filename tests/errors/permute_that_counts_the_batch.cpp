// expect: not_a_permutation<sinew::mistake::layer<1>, sinew::Permute<0, 2, 3, 1>, sinew::mistake::given<sinew::shape<3, 8, 8>>>
// topic: layers
// Permute with the axes of PyTorch's permute(), which count the batch.
// says: layer 1, Permute<0, 2, 3, 1>, takes shape<3, 8, 8> but does not name each of its 3 axes once: write Permute<1, 2, 0>, which does not count the batch
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<3, 8, 8>, Permute<0, 2, 3, 1>, Flatten, Dense<192, 10>> net;
  initialize(net, 1);
}
