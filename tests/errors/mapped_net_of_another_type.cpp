// expect: not_a_net<sinew::Dense<4, 3[^|]*>
// topic: calls
// A MappedNet of a layer.
// says: Dense<4, 3> is given, where a net is expected: write a Net<…> or BasicNet<…>
// way out: MappedNet<Net<Dense<4, 3>>> mapped(path).
#include <sinew/io/mapped_net.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  const MappedNet<Dense<4, 3>> mapped("weights.safetensors");
  return mapped->parameters[0] > 0;
}
