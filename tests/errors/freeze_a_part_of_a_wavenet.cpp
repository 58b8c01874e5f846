// expect: frozen_as_a_whole_only<sinew::mistake::layer<0>, sinew::[^|]*>
// topic: training
// A part of a layer that computes the gradients of its parts together.
// says: layer 0, WaveNet<1, WaveNetStack<8, Dilated<3, Tanh, 1, 2>, Head<1, 1>>>, computes the gradients of its parts together: freeze it as a whole
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  using Amp = Net<WaveNet<1, WaveNetStack<8, Dilated<3, Tanh, 1, 2>, Head<1>>>, Dense<1, 1>>;
  auto formula = per_layer(Adam{}, freeze<nested<0, 0>>);
  Optimizer<decltype(formula), Amp> optimizer{formula};
}
