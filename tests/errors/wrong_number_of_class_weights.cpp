// expect: wrong_number_of_class_weights<sinew::WeightedLoss<sinew::CrossEntropy, 2>, sinew::mistake::given<sinew::mistake::scalars<2>>, sinew::mistake::expected<sinew::mistake::scalars<3>>>
// topic: training
// Two class weights for a net of three classes.
// says: the net has 3 outputs, but the loss, WeightedLoss<CrossEntropy, 2>, has 2 weights: write one for each output
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit(net, data, weighted(CrossEntropy{}, {1, 5}), Adam{}, {.epochs = 10});
}
