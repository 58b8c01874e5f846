// expect: not_one_of<sinew::mistake::given<sinew::BasicNet<float, sinew::Dense<4, 3, sinew::Sigmoid[^|]*>, sinew::mistake::expected<
// topic: budgets
// OneOf given a net that is not among its alternatives.
// says: the OneOf holds Net<Dense<4, 3, Softmax>> or Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>>, but is given Net<Dense<4, 3, Sigmoid>>: write it as one more argument of OneOf, or use one of these
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  OneOf<Net<Dense<4, 3, Softmax>>, Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>>> net;
  net = Net<Dense<4, 3, Sigmoid>>{};
}
