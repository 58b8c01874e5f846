// expect: not_a_trainer<sinew::BasicNet<float, sinew::Dense<4, 3[^|]*>
// topic: training
// A checkpoint of a net, not of a Trainer.
// says: a checkpoint is of a Trainer, but this is Net<Dense<4, 3>>, a net: write Trainer trainer(net, Adam{}); and pass trainer, or save_safetensors(net, path) and load_safetensors(net, path) for the weights alone
#include <sinew/sinew.hpp>
#include <sinew/io/checkpoint.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 3>> net;
  save_checkpoint(net, "run.ckpt");
}
