// expect: wrong_targets_of_heads<sinew::mistake::given<const std::array<int, 16>>, sinew::mistake::expected<std::array<float, 3>, std::array<float, 2>>>
// topic: data
// A step of training with targets for one of two heads.
// says: the net has 2 heads of 3 values and 2 values, but a target is const std::array<int, 16>: write a std::tuple with one for each head, std::array<float, 3> and std::array<float, 2>, or an integer for a class
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  using Two = Net<Dense<4, 8, ReLU>, Heads<Dense<8, 3, Softmax>, Dense<8, 2>>>;
  Two net;
  Workspace<Two, 16, Mode::training> w;
  Optimizer<Adam, Two> optimizer;
  train_step(net, w, std::array<int, 16>{}, Losses{CrossEntropy{}, MSE{}}, optimizer);
}
