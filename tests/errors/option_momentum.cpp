// expect: no_such_option_of_fit<sinew::mistake::given<sinew::mistake::option::momentum>, sinew::mistake::instead<sinew::mistake::option::member_of_the_optimizer>>
// topic: training
// The momentum as an option of fit().
// says: fit() has no option .momentum: write it as a member of the optimizer, Momentum{.momentum = 0.9}
#include <sinew/sinew.hpp>

using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit(net, data, CrossEntropy{}, Adam{}, {.epochs = 10, .momentum = 0.9});
}
