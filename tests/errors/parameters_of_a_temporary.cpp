// expect: view_of_a_temporary<sinew::BasicNet<float, sinew::Dense<4, 2[^|]*>>
// topic: calls
// The parameters of a layer of a temporary net.
// says: the view would refer to Net<Dense<4, 2>>, a temporary that is destroyed at the end of the expression: write auto net = …; and net in its place
#include <sinew/sinew.hpp>
using namespace sinew;

Net<Dense<4, 2>> trained();

int main() {
  const auto weights = trained().parameters_of<0>();
  return static_cast<int>(weights[0]);
}
