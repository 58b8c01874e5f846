// expect: wrong_inputs<sinew::mistake::given<std::array<float, 4>>, sinew::mistake::expected<std::array<float, 4>, std::array<float, 5>>>
// topic: data
// Data with one of two inputs.
// says: the net has 2 inputs of 4 values and 5 values, but a sample is std::array<float, 4>: write net(x, …) with 2 arrays, or a std::tuple of them; numbers have the net's type, or are bytes
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Inputs<shape<4>, shape<5>>, Branches<Dense<4, 8, ReLU>, Dense<5, 8>>, Dense<16, 2>> net;
  Dataset<std::array<float, 4>, std::array<float, 2>> data;
  fit<16>(net, data, MSE{}, Adam{});
}
