// expect: no_gradient<sinew::mistake::layer<1>, sinew::Step, sinew::mistake::instead<sinew::mistake::fit_perceptron_for_one_layer, sinew::Sigmoid>>
// topic: training
// fit() of a net with a convolution of Step units.
// says: layer 1, Conv2D<4, 3, Step, Same>, cannot be trained by gradient, because the derivative of Step is 0 everywhere: write Conv2D<4, 3, Sigmoid, Same>
#include <sinew/sinew.hpp>

using namespace sinew;

int main() {
  Net<Input<1, 8, 8>, Conv2D<4, 3, Step, Same>, Flatten, Dense<256, 3, Softmax>> net;
  Dataset<std::array<float, 64>, int> data;
  fit(net, data, CrossEntropy{}, Adam{});
}
