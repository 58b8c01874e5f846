// expect: wrong_fit_options<sinew::mistake::given<sinew::Checkpoint>, sinew::mistake::expected<sinew::FitOptions<[^|]*>
// topic: training
// A Checkpoint without options before it.
// says: the argument in place of the options of fit() is a Checkpoint: write the options before it, {.epochs = 10}, or {} for none
#include <sinew/sinew.hpp>
#include <sinew/io/checkpoint.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit(net, data, CrossEntropy{}, Adam{}, Checkpoint{"run.ckpt"});
}
