// expect: not_a_dataset<std::vector<std::array<float, 4>[^|]*>
// topic: data
// train_test_split() of inputs without targets.
// says: the data are std::vector<std::array<float, 4>>, but must be inputs with their targets: write DataView(inputs, targets)
// way out: train_test_split(DataView(inputs, targets), 0.2, 1).
#include <vector>

#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  std::vector<std::array<float, 4>> inputs(10);
  const auto [train, test] = train_test_split(inputs, 0.2, 1);
  return static_cast<int>(train.size());
}
