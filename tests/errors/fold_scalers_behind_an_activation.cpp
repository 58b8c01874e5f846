// expect: layer_takes_no_scaler<sinew::mistake::layer<1[^>]*>, sinew::Dense<8, 1, sinew::Tanh[^>]*>, sinew::mistake::scaler_of_the_targets, sinew::mistake::has_an_activation_behind>
// topic: calls
// fold_scalers() with a scaler of the targets and a last layer with Tanh.
// says: the scaler of the targets can be folded into a Dense layer without activation, but layer 1, Dense<8, 1, Tanh>, comes last: write targets.inverse(net(x))
#include <sinew/deploy/fold_scalers.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  const Net<Dense<3, 8, Tanh>, Dense<8, 1, Tanh>> net;
  return fold_scalers(net, StandardScaler<float, 3>{}, StandardScaler<float, 1>{}).depth;
}
