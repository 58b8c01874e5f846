// expect: no_such_option_of_fit<sinew::mistake::given<sinew::mistake::option::lr>, sinew::mistake::instead<sinew::mistake::option::member_of_the_optimizer>>
// topic: training
// The learning rate as an option of fit().
// says: fit() has no option .lr: write it as a member of the optimizer, Adam{.rate = 0.01}
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit(net, data, CrossEntropy{}, Adam{}, {.epochs = 10, .validation = data, .lr = 0.01});
}
