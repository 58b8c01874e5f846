// expect: metric_of_several_outputs<sinew::TopKAccuracy<2>>
// topic: data
// A metric for a net with several outputs.
// says: TopKAccuracy<2> measures one output, but this net has Heads: write evaluate(net, data, losses).heads[J], which has the loss and the accuracy of each
#include <tuple>

#include <sinew/sinew.hpp>
#include <sinew/train/metrics.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Heads<Dense<8, 3, Softmax>, Dense<8, 2>>> net;
  Dataset<std::array<float, 4>, std::tuple<int, std::array<float, 2>>> data;
  fit<16>(net, data, Losses{CrossEntropy{}, MSE{}}, Adam{}, {.epochs = 2}, TopKAccuracy<2>{});
}
