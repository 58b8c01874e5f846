// expect: out_of_range<sinew::mistake::layer<0>, sinew::LeakyReLUWith<sinew::Ratio<0, 1>>, sinew::mistake::more_than<sinew::Ratio<0, 1>>>
// topic: layers
// LeakyReLU with a slope of 0.
// says: layer 0, Dense<4, 8, LeakyReLUWith<Ratio<0, 1>>>, has a slope of 0, but it must be more than 0: write LeakyReLUWith<Ratio<1, 100>>, or ReLU
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, LeakyReLUWith<Ratio<0, 1>>>, Dense<8, 2>> net;
  initialize(net, 1);
}
