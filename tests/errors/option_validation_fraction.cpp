// expect: no_such_option_of_fit<sinew::mistake::given<sinew::mistake::option::validation_fraction>, sinew::mistake::instead<sinew::mistake::option::train_test_split>>
// topic: training
// A part of the training data for validation.
// says: fit() has no option .validation_fraction: write auto [train, test] = train_test_split(data, 0.2, 1) first, and .validation = test
#include <sinew/sinew.hpp>

using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit(net, data, CrossEntropy{}, Adam{}, {.epochs = 10, .validation_fraction = 0.1});
}
