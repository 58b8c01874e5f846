// expect: augmentation_given_twice<sinew::mistake::given<sinew::Augmentation, sinew::Augmentation>>
// topic: training
// Two augmentations, where fit() takes one.
// says: fit() is given 2 Augmentations and takes one: merge them, as in Augmentation{.shift = 2, .rotation = 10}
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 28, 28>, Flatten, Dense<784, 10, Softmax>> net;
  Dataset<std::array<float, 784>, int> data;
  fit(net, data, CrossEntropy{}, SGD{}, {}, Augmentation{.shift = 2}, Augmentation{.rotation = 10});
}
