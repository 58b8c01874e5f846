// expect: output_of_a_layer_fused_with_the_next<sinew::mistake::layer<1>, sinew::_detail::convolution_layer<
// topic: workspaces
// The output of a convolution that a training workspace computes fused with its pooling.
// says: layer 1, Conv2D<4, 3, ReLU>, is computed together with layer 2, MaxPool2D<2>, so its output is never stored: write Workspace<Net<Input<1, 8, 8>, Conv2D<4, 3, ReLU>, MaxPool2D<2>>, 8, Mode::inspection>, which computes each layer by itself
#include <sinew/sinew.hpp>
using namespace sinew;

using Seeing = Net<Input<1, 8, 8>, Conv2D<4, 3, ReLU>, MaxPool2D<2>>;

int main() {
  Workspace<Seeing, 8, Mode::training> w;
  return static_cast<int>(w.output<1>()(0, 0));
}
