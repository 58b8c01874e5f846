// expect: view_of_a_temporary<sinew::Dataset<std::array<float, 2>, int>>
// topic: data
// A view of the data set that a function returns.
// way out: Keep the data set: const auto data = load(); fit() and evaluate() also take load() itself.
#include <sinew/sinew.hpp>
using namespace sinew;

Dataset<std::array<float, 2>, int> load();

int main() {
  DataView view = load();
  return static_cast<int>(view.size());
}
