// expect: loss_of_a_head_has_other_weights<sinew::mistake::layer<1, 0>, sinew::WeightedLoss<sinew::CrossEntropy, 2>, sinew::mistake::given<sinew::mistake::weights<2>>, sinew::mistake::expected<sinew::mistake::scalars<3>>>
// topic: training
// Two class weights for a head of three classes.
// says: layer 1.0, Dense<8, 3, Softmax>, has 3 outputs, but its loss, WeightedLoss<CrossEntropy, 2>, has 2 weights: write one for each output
#include <tuple>

#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Heads<Dense<8, 3, Softmax>, Dense<8, 2>>> net;
  Dataset<std::array<float, 4>, std::tuple<int, std::array<float, 2>>> data;
  fit<16>(net, data, Losses{weighted(CrossEntropy{}, {1, 2}), MSE{}}, Adam{}, {.epochs = 2});
}
