// expect: layer_takes_no_scaler<sinew::mistake::layer<1[^>]*>, sinew::LSTM<8, 2>, sinew::mistake::scaler_of_the_targets, sinew::mistake::is_no_weighted_sum>
// topic: calls
// fold_scalers() with a scaler of the targets and an LSTM last.
// says: the scaler of the targets can be folded into a Dense layer without activation, but layer 1, LSTM<8, 2>, comes last: write targets.inverse(net(x))
#include <sinew/deploy/fold_scalers.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  const Net<Dense<3, 8, Tanh>, LSTM<8, 2>> net;
  return fold_scalers(net, StandardScaler<float, 3>{}, StandardScaler<float, 2>{}).depth;
}
