// expect: no_such_option_of_fit<sinew::mistake::given<sinew::mistake::option::criterion>, sinew::mistake::instead<sinew::mistake::option::argument_before_the_options>>
// topic: training
// The loss as an option.
// says: fit() has no option .criterion: write it before the options, fit(net, data, loss, optimizer, {…})
#include <sinew/sinew.hpp>

using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit(net, data, CrossEntropy{}, Adam{}, {.epochs = 10, .criterion = CrossEntropy{}});
}
