// expect: view_of_a_temporary<sinew::AnyNet<4, 2, 1024[^|]*>>
// topic: calls
// The parameters of a temporary AnyNet.
// says: the view would refer to AnyNet<4, 2, 1024>, a temporary that is destroyed at the end of the expression: write auto net = …; and net in its place
#include <sinew/sinew.hpp>
using namespace sinew;

AnyNet<4, 2, 1024> load();

int main() {
  const auto weights = load().parameters();
  return static_cast<int>(weights[0]);
}
