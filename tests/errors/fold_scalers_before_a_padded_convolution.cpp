// expect: layer_takes_no_scaler<sinew::mistake::layer<1[^>]*>, sinew::Conv2D<4, 3, sinew::Same>, sinew::mistake::scaler_of_the_inputs, sinew::mistake::pads_with_zeros>
// topic: calls
// fold_scalers() of a net whose first convolution is padded.
// says: layer 1, Conv2D<4, 3, Same>, pads images by zeros, which the scaler of the inputs would change: write a Conv2D without padding, or keep the scaler: net(inputs.transform(x))
#include <sinew/deploy/fold_scalers.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  const Net<Input<1, 6, 6>, Conv2D<4, 3, Same>, Flatten, Dense<144, 2>> net;
  return fold_scalers(net, AffineScaler<float, 1>{}).depth;
}
