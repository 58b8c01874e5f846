// expect: scaler_of_another_width<sinew::mistake::scaler_of_the_targets, sinew::mistake::given<sinew::mistake::scalars<2[^>]*>>, sinew::mistake::expected<sinew::mistake::scalars<1
// topic: calls
// fold_scalers() with a scaler of two columns for a net of one output.
// says: the scaler of the targets has 2 columns, but Net<Dense<3, 8, Tanh>, Dense<8, 1>> gives 1 value: write StandardScaler<float, 1> (or MinMaxScaler)
#include <sinew/deploy/fold_scalers.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  const Net<Dense<3, 8, Tanh>, Dense<8, 1>> net;
  return fold_scalers(net, StandardScaler<float, 3>{}, StandardScaler<float, 2>{}).depth;
}
