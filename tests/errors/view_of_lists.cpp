// expect: view_of_a_temporary<std::initializer_list<float>>
// topic: data
// A view of braced lists.
// says: the view would refer to std::initializer_list<float>, a temporary that is destroyed at the end of the expression: write const std::array inputs{…}, targets{…}; DataView view(inputs, targets)
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  DataView<float, int> view({0.5f, 1.5f}, {0, 1});
  return static_cast<int>(view.size());
}
