// expect: no_such_option_of_fit<sinew::mistake::given<sinew::mistake::option::batch>, sinew::mistake::instead<sinew::mistake::option::template_argument_of_fit>>
// topic: training
// The batch size as an option.
// says: fit() has no option .batch: write the size of a batch as the template argument, fit<16>(…)
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit(net, data, CrossEntropy{}, Adam{}, {.epochs = 10, .batch = 16});
}
