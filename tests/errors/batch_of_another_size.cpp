// expect: wrong_values<sinew::mistake::given<std::array<std::array<float, 4>, 3>>, sinew::mistake::expected<std::array<float, 4> ?.8.>>
// topic: workspaces
// A batch of another size than the workspace.
// says: a batch of 8 samples of 4 values is assigned std::array<std::array<float, 4>, 3>: write std::array<std::array<float, 4>, 8>, or assign each sample, w.x()[s] = sample
// way out: w.count(samples) says in training that fewer are used.
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Workspace<Small, 8> w;
  const std::array<std::array<float, 4>, 3> samples{};
  w.x() = samples;
}
