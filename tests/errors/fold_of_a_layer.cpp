// expect: not_a_net<sinew::Dense<4, 8[^>]*>>
// topic: layers
// fold() of a layer.
// way out: A net: Net<Dense<4, 8>, BatchNorm<>> net; fold(net).
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Dense<4, 8> layer;
  fold(layer);
}
