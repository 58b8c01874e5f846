// expect: view_of_a_temporary<sinew::Dataset<std::array<float, 2>, int>>
// topic: data
// A view of the data set that a function returns.
// says: the view would refer to Dataset<std::array<float, 2>, int>, a temporary or moved object, which is destroyed before the view: write const auto data = …; and data in its place
// way out: fit() and evaluate() also take load() itself.
#include <sinew/sinew.hpp>
using namespace sinew;

Dataset<std::array<float, 2>, int> load();

int main() {
  DataView view = load();
  return static_cast<int>(view.size());
}
