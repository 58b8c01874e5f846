// expect: not_one_of<sinew::mistake::given<sinew::BasicNet<float, sinew::Dense<4, 3, sinew::Sigmoid[^|]*>, sinew::mistake::expected<
// topic: budgets
// The net is not among those of the choice.
// way out: Name it among the nets of the choice.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  OneOf<Net<Dense<4, 3, Softmax>>, Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>>> net;
  net = Net<Dense<4, 3, Sigmoid>>{};
}
