// expect: perceptron_rule_needs_one_Step_layer<sinew::BasicNet<float, sinew::Dense<2, 2, sinew::Step[^|]*>
// topic: training
// fit_perceptron() of a net with more than one layer.
// says: fit_perceptron() trains a single Dense layer with Step, but the net is Net<Dense<2, 2, Step>, Dense<2, 1, Step>>: write Net<Dense<2, 1, Step>>, or train a net without Step by fit()
// way out: Use one layer, Net<Dense<2, 1, Step>>, or Sigmoid units and fit().
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<2, 2, Step>, Dense<2, 1, Step>> net;
  Dataset<std::array<float, 2>, int> data;
  fit_perceptron(net, data);
}
