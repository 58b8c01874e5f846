// expect: not_a_net<sinew::Dense<4, 3[^|]*>
// topic: calls
// A MappedNet of a layer.
// says: Dense<4, 3> is a layer, where a net is expected: write Net<Dense<4, 3>>
// way out: MappedNet<Net<Dense<4, 3>>> mapped(path).
#include <sinew/io/mapped_net.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() { const MappedNet<Dense<4, 3>> mapped("weights.safetensors"); }
