// expect: out_of_range<sinew::mistake::layer<0>, sinew::HardTanhWith<sinew::Ratio<1, 1>, sinew::Ratio<-1, 1>>, sinew::mistake::more_than<sinew::Ratio<1, 1>>>
// topic: layers
// HardTanh with the upper bound first.
// says: layer 0, Dense<4, 8, HardTanhWith<Ratio<1, 1>, Ratio<-1, 1>>>, has an upper bound of -1, but it must be more than 1: write HardTanhWith<Ratio<-1, 1>, Ratio<1, 1>>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, HardTanhWith<Ratio<1, 1>, Ratio<-1, 1>>>, Dense<8, 2>> net;
  initialize(net, 1);
}
