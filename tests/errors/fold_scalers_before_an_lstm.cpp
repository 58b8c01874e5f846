// expect: layer_takes_no_scaler<sinew::mistake::layer<0[^>]*>, sinew::LSTM<3, 5>, sinew::mistake::scaler_of_the_inputs, sinew::mistake::is_no_weighted_sum>
// topic: calls
// fold_scalers() of a net that begins with an LSTM.
// says: the scaler of the inputs can be folded into a Dense layer or a convolution, but layer 0, LSTM<3, 5>, comes first: write net(inputs.transform(x))
#include <sinew/deploy/fold_scalers.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  const Net<LSTM<3, 5>, Dense<5, 1>> net;
  return fold_scalers(net, StandardScaler<float, 3>{}).depth;
}
