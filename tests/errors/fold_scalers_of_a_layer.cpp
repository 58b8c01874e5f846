// expect: not_a_net<sinew::Dense<4, 8[^>]*>>
// topic: calls
// fold_scalers() of a layer.
// says: Dense<4, 8> is a layer, where a net is expected: write Net<Dense<4, 8>>
#include <sinew/deploy/fold_scalers.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  const Dense<4, 8> layer;
  fold_scalers(layer, StandardScaler<float, 4>{});
}
