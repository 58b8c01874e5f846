// expect: not_a_trainer<const sinew::Trainer<[^|]*>
// topic: training
// Loading a checkpoint into a Trainer that is const.
// says: load_checkpoint() changes the Trainer and its net, but this one is const: declare it without const
#include <sinew/sinew.hpp>
#include <sinew/io/checkpoint.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 3>> net;
  const Trainer trainer(net, Adam{});
  load_checkpoint(trainer, "run.ckpt");
}
