// expect: not_a_net<sinew::Dense<4, 8[^>]*>>
// topic: layers
// gradient_error() of a layer.
// says: Dense<4, 8> is a layer, where a net is expected: write Net<Dense<4, 8>>
#include <sinew/diagnose/gradient_error.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Dense<4, 8> layer;
  return gradient_error(layer, MSE{}, 1).ok();
}
