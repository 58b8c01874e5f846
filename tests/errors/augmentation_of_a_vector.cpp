// expect: augmentation_needs_an_image<sinew::mistake::given<sinew::shape<784>>, sinew::mistake::expected<sinew::mistake::channels_height_width>>
// topic: training
// An augmentation for a net whose input is a vector and not an image.
// says: an Augmentation needs images, but the net takes 784 values: begin the net with Input<1, 28, 28>, Flatten
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<784, 10, Softmax>> net;
  Dataset<std::array<float, 784>, int> data;
  fit(net, data, CrossEntropy{}, SGD{}, {.epochs = 5}, Augmentation{.shift = 2});
}
