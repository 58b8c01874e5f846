// expect: no_such_option_of_fit<sinew::mistake::given<sinew::mistake::option::epoch>, sinew::mistake::instead<sinew::mistake::option::epochs>>
// topic: training
// A misspelt option of Trainer::fit(), with a callback.
// says: fit() has no option .epoch: write .epochs = 10, the passes over the data
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  Trainer trainer(net, SGD{});
  trainer.fit<16>(data, CrossEntropy{}, {.epoch = 2}, [](const Epoch&) {});
}
