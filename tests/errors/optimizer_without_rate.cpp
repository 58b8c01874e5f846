// expect: optimizer_lacks<mine::Slow, sinew::mistake::member::rate>
// topic: training
// A user's optimizer without a rate, which schedules change.
// says: mine::Slow is an optimizer that lacks rate, which schedules change: add double rate = 0.1;
#include <sinew/sinew.hpp>
using namespace sinew;

namespace mine {
struct Slow {
  static constexpr std::size_t slot_count = 0;
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
