// expect: checkpoint_of_a_trainer<sinew::mistake::given<sinew::Checkpoint>>
// topic: training
// A Checkpoint for a Trainer, which goes on only after load_checkpoint().
// says: a Checkpoint is for the function fit(), which goes on from its file by itself: write save_checkpoint(trainer, path), as in [&](const Epoch&) { save_checkpoint(trainer, path); }, and load_checkpoint(trainer, path)
#include <sinew/sinew.hpp>
#include <sinew/io/checkpoint.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  Trainer trainer(net, Adam{});
  trainer.fit(data, CrossEntropy{}, {}, Checkpoint{"run.ckpt"});
}
