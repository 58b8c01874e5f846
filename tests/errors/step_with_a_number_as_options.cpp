// expect: wrong_step_options<sinew::mistake::given<float>, sinew::mistake::expected<sinew::StepOptions, sinew::Engine>>
// topic: training
// A limit for the gradient, passed as a number.
// says: the sixth argument of train_step() is a number, float: write {.clip_norm = …} there to limit the norm of the gradient; an Engine for random layers is the last argument
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 3, Softmax>>;

int main() {
  Small net;
  Workspace<Small, 8, Mode::training> w;
  Optimizer<Adam, Small> optimizer;
  const std::vector<int> t(8);
  train_step(net, w, t, CrossEntropy{}, optimizer, 1.0f);
}
