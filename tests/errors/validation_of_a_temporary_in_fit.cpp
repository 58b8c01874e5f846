// expect: view_of_a_temporary<sinew::Dataset<std::array<float, 2>, int>>
// topic: training
// fit() with a temporary validation set.
// says: the view would refer to Dataset<std::array<float, 2>, int>, a temporary or moved object, which is destroyed before the view: write const auto data = …; and data in its place
// way out: The training data may be a temporary.
#include <sinew/sinew.hpp>
using namespace sinew;

Dataset<std::array<float, 2>, int> load();

int main() {
  Net<Dense<2, 3, Softmax>> net;
  initialize(net, 1);
  const auto data = load();
  fit(net, data, CrossEntropy{}, SGD{}, {.epochs = 10, .validation = load()});
}
