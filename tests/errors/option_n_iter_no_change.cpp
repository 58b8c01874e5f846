// expect: no_such_option_of_fit<sinew::mistake::given<sinew::mistake::option::n_iter_no_change>, sinew::mistake::instead<sinew::mistake::option::patience>>
// topic: training
// Early stopping by its name in scikit-learn.
// says: fit() has no option .n_iter_no_change: write .patience = 5, the epochs without a better loss before training stops
#include <sinew/sinew.hpp>

using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit(net, data, CrossEntropy{}, Adam{}, {.epochs = 10, .n_iter_no_change = 5});
}
