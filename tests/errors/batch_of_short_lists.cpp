// expect: wrong_values<sinew::mistake::given<float ?\[2\]\[3\]>, sinew::mistake::expected<std::array<float, 4(UL)?> ?\[2\]>>
// topic: calls
// A batch of lists with one number too few.
// says: a batch of 2 samples of 4 values is assigned 2 lists of 3 values: write std::array<std::array<float, 4>, 2>, or assign each sample, w.x()[s] = sample
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Workspace<Small, 2> w;
  w.x() = {{1, 2, 3}, {4, 5, 6}};
}
