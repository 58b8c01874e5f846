// expect: loss_lacks<mine::Cubic, sinew::mistake::member::derivative>
// topic: training
// A user's loss without a derivative.
// says: mine::Cubic is a loss that lacks derivative(): add template <class V> static constexpr V derivative(const V& y, const V& t)
#include <sinew/sinew.hpp>
using namespace sinew;

namespace mine {
struct Cubic {
  template <class V> static constexpr V value(const V& y, const V& t) { return (y - t) * (y - t) * (y - t); }
};
}  // namespace mine

int main() {
  Net<Dense<4, 1>> net;
  Dataset<std::array<float, 4>, float> data;
  fit(net, data, mine::Cubic{}, SGD{});
}
