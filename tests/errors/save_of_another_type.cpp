// expect: not_a_net<std::array<float, 3>>
// topic: calls
// save_safetensors() of something other than a net.
// says: std::array<float, 3> is given, where a net is expected: write a Net<…> or BasicNet<…>
// way out: save_safetensors(net, path).
#include <sinew/io/safetensors.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  const std::array<float, 3> weights{1, 2, 3};
  save_safetensors(weights, "weights.safetensors", {.dtype = Dtype::float16});
}
