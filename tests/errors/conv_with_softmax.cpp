// expect: not_an_option<sinew::mistake::layer<1>, sinew::Conv2D<8, 3, sinew::Softmax>, sinew::Softmax>
// topic: layers
// Softmax over the pixels of an image: it is no function of one value.
// way out: A Dense layer behind Flatten ends a classifier.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 8, 8>, Conv2D<8, 3, Softmax>> net;
  return static_cast<int>(net.parameters[0]);
}
