// expect: wrong_input<sinew::mistake::given<std::vector<float[^|]*>, sinew::mistake::expected<std::array<float, 4>>>
// topic: calls
// A batch as a vector of vectors, whose lengths are unknown at compile time.
// says: net(xs, ys) takes std::array<float, 4> for each sample, but the elements of xs are std::vector<float>: write std::vector<std::array<float, 4>> xs
#include <vector>

#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 2>> net;
  const std::vector<std::vector<float>> x(7, std::vector<float>(4));
  std::vector<std::array<float, 2>> y(7);
  net(x, y);
}
