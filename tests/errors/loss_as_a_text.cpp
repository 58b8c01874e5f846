// expect: not_a_loss<char ?\[4\]>
// topic: training
// The name of a loss in quotes.
// says: the loss is a text, char[4]: write one that fits the outputs of the net, such as CrossEntropy{}
#include <sinew/sinew.hpp>

using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit(net, data, "mse", Adam{});
}
