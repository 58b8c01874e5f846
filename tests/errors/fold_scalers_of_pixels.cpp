// expect: scaler_of_another_width<sinew::mistake::scaler_of_the_inputs, sinew::mistake::given<sinew::mistake::scalars<36[^>]*>>, sinew::mistake::expected<sinew::mistake::channels<1
// topic: calls
// fold_scalers() with a column for each pixel before a convolution.
// says: the scaler of the inputs has 36 columns, but the net begins with a convolution of 1 channel: write AffineScaler<float, 1>, a column for each channel
#include <sinew/deploy/fold_scalers.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  const Net<Input<1, 6, 6>, Conv2D<4, 3>, Flatten, Dense<64, 2>> net;
  return fold_scalers(net, StandardScaler<float, 36>{}).depth;
}
