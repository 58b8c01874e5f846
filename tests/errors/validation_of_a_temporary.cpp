// expect: view_of_a_temporary<sinew::Dataset<std::array<float, 2>, int>>
// topic: training
// Options that keep a view of a temporary validation set.
// says: the view would refer to Dataset<std::array<float, 2>, int>, a temporary or moved object, which is destroyed before the view: write const auto data = …; and data in its place
#include <sinew/sinew.hpp>
using namespace sinew;

Dataset<std::array<float, 2>, int> load();

int main() {
  const FitOptions<DataView<std::array<float, 2>, int>> options{.epochs = 10, .validation = load()};
  return static_cast<int>(options.epochs);
}
