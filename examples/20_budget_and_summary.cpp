// 20 · What a net takes: a budget that the compiler checks, and a table of where it goes.
//
// All of it is known before the program runs, because a net is a type. The budget below is that of a small
// microcontroller. Make a layer wider, and the program does not compile: the error names the item, what the net takes
// of it, and what was allowed.

#include <cstdio>
#include <iostream>

#include <sinew/sinew.hpp>
#include <sinew/report/summary.hpp>

using namespace sinew;

// Recognises a movement in 25 readings of an acceleration sensor with three axes.
using Movement = Net<Input<25, 3>, Flatten, Dense<75, 32, ReLU>, Dense<32, 16, ReLU>, Dense<16, 4, Softmax>>;

static_assert(fits<Movement, Budget{.parameters = 16_KiB,       // in flash
                                    .scratch = 256,             // bytes between the layers, in RAM
                                    .multiply_adds = 3'000}>);  // of one sample: time

// Training in batches of 16 on the device itself: what it needs besides the net, with the optimizer's memory in it.
static_assert(fits<Movement, Budget{.training = 64_KiB, .batch = 16}, Momentum>);

int main() {
  std::cout << summary<Movement>();
  std::cout << "training, batches of 16, Momentum: " << Movement::training_bytes<16, Momentum> << " bytes besides\n";

  // For a README, and for Graphviz: ./20_budget_and_summary | sed -n '/^digraph/,$p' | dot -Tsvg > net.svg
  std::cout << "\n" << markdown(summary<Movement>()) << "\n" << graphviz(summary<Movement>());
}
