// expect: optimizer_formula_takes_something_else<mine::Slow, sinew::mistake::expected<float ?\(float, float, float ?&\)>>
// topic: training
// A user's optimizer that declares a slot its formula does not take.
// says: the formula of mine::Slow, which its at(step) returns, must give the new weight from a weight, its gradient and 1 slot (slot_count): write []<class V>(V w, V g, V& slot) { … }
#include <sinew/sinew.hpp>
using namespace sinew;

namespace mine {
struct Slow {
  double rate = 0.1;
  static constexpr std::size_t slot_count = 1;
  template <class T> constexpr auto at(std::size_t) const {
    return []<class V>(const V& w, const V& g) { return w - g * simd::broadcast<V>(T(0.001)); };
  }
};
}  // namespace mine

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit(net, data, CrossEntropy{}, mine::Slow{});
}
