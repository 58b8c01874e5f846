// expect: wrong_values<sinew::mistake::given<std::array<float, 8>>, sinew::mistake::expected<std::array<float, 10>>>
// topic: calls
// Parameters of another number, assigned to those of a layer.
// says: x, std::array<float, 8>, is assigned to 10 values of float: write std::array<float, 10>
// way out: The parameters of a layer are its weights and biases.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 2>> net;
  net.parameters_of<0>() = std::array<float, 8>{};
}
