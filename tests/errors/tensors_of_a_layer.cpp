// expect: not_a_net<sinew::Dense<4, 8
// topic: calls
// The tensors of a layer instead of a net.
// says: Dense<4, 8> is a layer, where a net is expected: write Net<Dense<4, 8>>
#include <sinew/sinew.hpp>
#include <sinew/net/tensors.hpp>
using namespace sinew;

int main() { return tensors_of<Dense<4, 8>>.front().buffer; }
