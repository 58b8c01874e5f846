// expect: option_given_twice<sinew::layer<1>, sinew::BatchNorm<sinew::Epsilon<-3>, sinew::NoAffine, sinew::Epsilon<-5>>, sinew::Epsilon<-5>>
// topic: layers
// An option that is said twice.
// way out: One of them.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8>, BatchNorm<Epsilon<-3>, NoAffine, Epsilon<-5>>, Dense<8, 2>> net;
  initialize(net, 1);
}
