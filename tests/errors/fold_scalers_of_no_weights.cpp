// expect: no_layer_takes_a_scaler<sinew::BasicNet<float, sinew::Input<2, 3>, sinew::Flatten>>
// topic: calls
// fold_scalers() of a net that only changes the shape.
// says: a scaler can be folded into a net that computes, but Net<Input<2, 3>, Flatten> has no layer with weights: write scaler.transform(x)
#include <sinew/deploy/fold_scalers.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  const Net<Input<2, 3>, Flatten> net;
  return fold_scalers(net, StandardScaler<float, 6>{}).depth;
}
