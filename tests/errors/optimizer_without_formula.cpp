// expect: optimizer_lacks<mine::Slow, sinew::mistake::member::at_step>
// topic: training
// A user's optimizer without a formula.
// says: mine::Slow is an optimizer that lacks at(), which returns the formula of a step: add template <class T> constexpr auto at(std::size_t step) const
// way out: Add template <class T> constexpr auto at(std::size_t step) const; see optimizer/sgd.hpp.
#include <sinew/sinew.hpp>
using namespace sinew;

namespace mine {
struct Slow {
  double rate = 0.1;
  static constexpr std::size_t slot_count = 0;
};
}  // namespace mine

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit(net, data, CrossEntropy{}, mine::Slow{});
}
