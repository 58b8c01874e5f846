// expect: not_an_optimizer<sinew::CrossEntropy>
// topic: training
// A Trainer with a loss in place of the optimizer.
// says: the optimizer is CrossEntropy, a loss: write one such as Adam{}; the loss is an argument of fit(net, data, CrossEntropy{}, Adam{}) or of trainer.fit(data, CrossEntropy{})
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 3, Softmax>> net;
  Trainer trainer(net, CrossEntropy{});
}
