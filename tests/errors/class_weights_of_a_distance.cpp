// expect: loss_takes_no_weights<Distance>
// topic: training
// Class weights for a loss of your own that does not say that it is linear in the targets.
// says: class weights multiply the targets, and Distance does not say that this multiplies the loss: declare static constexpr bool linear_in_targets = true in it, or use a loss such as CrossEntropy{}
#include <sinew/sinew.hpp>
using namespace sinew;

struct Distance {
  static float sample(std::span<const float> y, std::span<const float> t, std::span<float> dy);
};

int main() {
  Net<Dense<4, 3>> net;
  Dataset<std::array<float, 4>, int> data;
  fit(net, data, weighted(Distance{}, {1, 5, 2}), Adam{}, {.epochs = 10});
}
