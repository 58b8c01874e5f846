// expect: wrong_number_of_losses<sinew::mistake::given<sinew::MSE>, sinew::mistake::expected<sinew::mistake::losses<2>>>
// topic: training
// One loss for a net with several outputs.
// says: the net has 2 outputs, but the loss is MSE: write Losses{…} with 2 losses, one for each head
#include <tuple>

#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Heads<Dense<8, 3, Softmax>, Dense<8, 2>>> net;
  Dataset<std::array<float, 4>, std::tuple<int, std::array<float, 2>>> data;
  fit<16>(net, data, MSE{}, Adam{});
}
