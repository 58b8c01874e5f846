// expect: plateau_beside_a_checkpoint<
// topic: training
// ReduceOnPlateau beside a Checkpoint, which would go on with another rate.
// says: a Checkpoint goes on with the rate of the call, which ReduceOnPlateau has changed by then: write a Trainer and save_checkpoint(trainer, path), which keep the rate, or a .schedule in place of ReduceOnPlateau
#include <sinew/sinew.hpp>
#include <sinew/io/checkpoint.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  Adam adam;
  fit(net, data, CrossEntropy{}, adam, {.epochs = 10}, ReduceOnPlateau(adam), Checkpoint{"run.ckpt"});
}
