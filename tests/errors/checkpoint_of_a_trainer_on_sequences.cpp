// expect: checkpoint_of_a_trainer<sinew::mistake::given<sinew::Checkpoint>>
// topic: training
// A Checkpoint for a Trainer on sequences, which goes on only after load_checkpoint().
// says: a Checkpoint is for the function fit(), which goes on from its file by itself: write save_checkpoint(trainer, path), as in [&](const Epoch&) { save_checkpoint(trainer, path); }, and load_checkpoint(trainer, path)
#include <sinew/sinew.hpp>
#include <sinew/io/checkpoint.hpp>
using namespace sinew;

int main() {
  Net<LSTM<1, 4>, Dense<4, 1>> net;
  std::vector<std::vector<std::array<float, 1>>> inputs, targets;
  Trainer trainer(net, Adam{});
  trainer.fit<4, 16>(DataView(inputs, targets), MSE{}, {}, Checkpoint{"run.ckpt"});
}
