// expect: view_of_a_temporary<std::vector<std::array<float, 2>[^|]*>
// topic: data
// A view of vectors that nothing keeps.
// says: the view would refer to std::vector<std::array<float, 2>>, a temporary that is destroyed at the end of the expression: write Dataset data{inputs, targets}, which owns them, or name both first
#include <sinew/sinew.hpp>
using namespace sinew;

std::vector<std::array<float, 2>> inputs();
std::vector<int> targets();

int main() {
  DataView view(inputs(), targets());
  return static_cast<int>(view.size());
}
