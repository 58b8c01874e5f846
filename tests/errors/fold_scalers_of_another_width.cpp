// expect: scaler_of_another_width<sinew::mistake::scaler_of_the_inputs, sinew::mistake::given<sinew::mistake::scalars<4[^>]*>>, sinew::mistake::expected<sinew::mistake::scalars<3
// topic: calls
// fold_scalers() with a scaler of four columns for a net of three inputs.
// says: the scaler of the inputs has 4 columns, but Net<Dense<3, 8, Tanh>, Dense<8, 1>> takes 3 values: write StandardScaler<float, 3> (or MinMaxScaler)
#include <sinew/deploy/fold_scalers.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  const Net<Dense<3, 8, Tanh>, Dense<8, 1>> net;
  return fold_scalers(net, StandardScaler<float, 4>{}).depth;
}
