// expect: wrong_number_of_losses<sinew::mistake::given<sinew::Losses<sinew::MSE, sinew::MAE>>, sinew::mistake::expected<sinew::mistake::losses<1>>>
// topic: training
// Losses for a net with one output.
// says: the net has 1 output, but the loss is Losses<MSE, MAE>: write a single loss, not Losses
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 2>> net;
  Dataset<std::array<float, 4>, std::array<float, 2>> data;
  fit<16>(net, data, Losses{MSE{}, MAE{}}, Adam{});
}
