// expect: not_a_net<sinew::Dense<4, 8[^>]*>>
// topic: layers
// fold_batch_norm() of a layer.
// says: Dense<4, 8> is a layer, where a net is expected: write Net<Dense<4, 8>>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Dense<4, 8> layer;
  fold_batch_norm(layer);
}
