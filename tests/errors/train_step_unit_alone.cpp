// expect: no_gradient<sinew::mistake::layer<0>, sinew::Step, sinew::mistake::instead<sinew::mistake::fit_perceptron_for_one_layer, sinew::Sigmoid>>
// topic: training
// fit() of a perceptron, which has a rule of its own.
// says: layer 0, Dense<2, 1, Step>, cannot be trained by gradient, because the derivative of Step is 0 everywhere: write Dense<2, 1, Sigmoid>, or train this single layer by fit_perceptron(net, data)
#include <sinew/sinew.hpp>

using namespace sinew;

int main() {
  Net<Dense<2, 1, Step>> net;
  Dataset<std::array<float, 2>, int> data;
  fit(net, data, MSE{}, SGD{});
}
