// expect: no_such_option_of_fit<sinew::mistake::given<sinew::mistake::option::epoch>, sinew::mistake::instead<sinew::mistake::option::epochs>>
// topic: training
// A misspelt option of fit(), with a callback after the options.
// says: fit() has no option .epoch: write .epochs = 10, the passes over the data
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit(net, data, CrossEntropy{}, Adam{}, {.epoch = 10}, [](const Epoch&) {});
}
