// expect: plateau_changes_an_optimizer<sinew::Adam>
// topic: training
// ReduceOnPlateau of an optimizer that is a temporary.
// says: ReduceOnPlateau changes the rate of an optimizer, but this one, Adam, is a temporary: give it a name, as in Adam optimizer; and pass it to fit() and to ReduceOnPlateau(optimizer)
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit(net, data, CrossEntropy{}, Adam{}, {.epochs = 10}, ReduceOnPlateau(Adam{}));
}
