// expect: no_gradient<sinew::mistake::layer<1>, sinew::Step, sinew::mistake::instead<sinew::mistake::fit_perceptron_for_one_layer, sinew::Sigmoid>>
// topic: training
// fit() of a net with Step units, whose derivative is 0 everywhere.
// says: layer 1, Dense<4, 1, Step>, cannot be trained by gradient, because the derivative of Step is 0 everywhere: write Dense<4, 1, Sigmoid>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<2, 4, Sigmoid>, Dense<4, 1, Step>> net;
  Dataset<std::array<float, 2>, int> data;
  fit<4>(net, data, MSE{}, SGD{.rate = 0.1});
}
