// expect: not_a_net<std::array<float, 3>>
// topic: calls
// save_npz() of an array without its name.
// says: std::array<float, 3> is given, where a net is expected: write a Net<…> or BasicNet<…>
// way out: save_npz(net, path), or save_npz({{"weights", weights}}, path).
#include <sinew/io/npz.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  const std::array<float, 3> weights{1, 2, 3};
  save_npz(weights, "weights.npz");
}
