// expect: no_such_option_of_fit<sinew::mistake::given<sinew::mistake::option::restore_best_weights>, sinew::mistake::instead<sinew::mistake::option::keep_best>>
// topic: training
// The best weights by their name in Keras.
// says: fit() has no option .restore_best_weights: write .keep_best = true, with which the net has the best weights at the end
#include <sinew/sinew.hpp>

using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit(net, data, CrossEntropy{}, Adam{}, {.epochs = 10, .restore_best_weights = true});
}
