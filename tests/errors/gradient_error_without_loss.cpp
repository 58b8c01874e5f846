// expect: not_a_loss<int>
// topic: data
// gradient_error() with a seed in place of the loss.
// says: the loss is a number, int: write one that fits the outputs of the net, such as MSE{}
#include <sinew/diagnose/gradient_error.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8>> net;
  return gradient_error(net, 1).ok();
}
