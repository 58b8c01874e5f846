// expect: validation_of_another_type<sinew::mistake::given<sinew::Dataset<std::array<float, 4>, float>>, sinew::mistake::expected<sinew::DataView<std::array<float, 4>, int>>>
// topic: training
// Validation data whose targets have another type than those of the training data.
// says: the validation data have targets of type float, but the training data of type int: convert one of them, or write Dataset<std::array<float, 4>, int> for both
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  Dataset<std::array<float, 4>, float> test;
  fit(net, data, CrossEntropy{}, Adam{}, {.epochs = 10, .validation = test});
}
