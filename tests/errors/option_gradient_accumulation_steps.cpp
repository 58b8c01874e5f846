// expect: no_such_option_of_fit<sinew::mistake::given<sinew::mistake::option::gradient_accumulation_steps>, sinew::mistake::instead<sinew::mistake::option::accumulate>>
// topic: training
// An option under the name that another library gives it.
// says: fit() has no option .gradient_accumulation_steps: write .accumulate = 4, the batches for each step of the optimizer
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 1>> net;
  Dataset<std::array<float, 4>, float> data;
  fit<16>(net, data, MSE{}, Adam{}, {.epochs = 10, .gradient_accumulation_steps = 4});
}
