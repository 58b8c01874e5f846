// expect: checkpoint_given_twice<sinew::mistake::given<sinew::Checkpoint, sinew::Checkpoint>>
// topic: training
// Two checkpoints, where fit() takes one.
// says: fit() is given 2 Checkpoints and takes one, from whose file it goes on: merge them, as in Checkpoint{.path = "run.ckpt", .best = "best.safetensors"}
#include <sinew/sinew.hpp>
#include <sinew/io/checkpoint.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit(net, data, CrossEntropy{}, Adam{}, {}, Checkpoint{"run.ckpt"}, Checkpoint{.best = "best.safetensors"});
}
