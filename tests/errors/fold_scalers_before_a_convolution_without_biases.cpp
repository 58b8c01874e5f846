// expect: layer_takes_no_scaler<sinew::mistake::layer<1[^>]*>, sinew::Conv2D<4, 3, sinew::NoBias>, sinew::mistake::scaler_of_the_inputs, sinew::mistake::has_no_biases>
// topic: calls
// fold_scalers() of a net whose first convolution has no biases.
// says: layer 1, Conv2D<4, 3, NoBias>, has no biases, which would take the offsets of the scaler: remove NoBias, or keep the scaler: net(inputs.transform(x))
#include <sinew/deploy/fold_scalers.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  const Net<Input<1, 6, 6>, Conv2D<4, 3, NoBias>, Flatten, Dense<64, 2>> net;
  return fold_scalers(net, AffineScaler<float, 1>{}).depth;
}
