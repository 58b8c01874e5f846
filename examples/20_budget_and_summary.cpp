// 20 · The resources of a net: a budget that the compiler checks, and a table of the layers.
//
// A net is a type, so its resources are known at compile time. The budget below is that of a small microcontroller.
// If a layer is made wider, the program does not compile: the error names the resource, the amount the net takes and
// the amount allowed.

#include <cstdio>
#include <iostream>

#include <sinew/sinew.hpp>
#include <sinew/report/summary.hpp>

using namespace sinew;

// Recognizes a movement from 25 readings of an acceleration sensor with three axes.
using Movement = Net<Input<25, 3>, Flatten, Dense<75, 32, ReLU>, Dense<32, 16, ReLU>, Dense<16, 4, Softmax>>;

static_assert(fits<Movement, Budget{.parameters = 16_KiB,       // in flash
                                    .scratch = 256,             // bytes between the layers, in RAM
                                    .multiply_adds = 3'000}>);  // for one sample

// The memory for training in batches of 16 on the device, in addition to the net; it includes the optimizer's memory.
static_assert(fits<Movement, Budget{.training = 64_KiB, .batch = 16}, Momentum>);

int main() {
  std::cout << summary<Movement>();
  std::cout << "training with Momentum in batches of 16: " << Movement::training_bytes<16, Momentum> << " bytes more\n";

  // For a README, and for Graphviz: ./20_budget_and_summary | sed -n '/^digraph/,$p' | dot -Tsvg > net.svg
  std::cout << "\n" << markdown(summary<Movement>()) << "\n" << graphviz(summary<Movement>());
}
