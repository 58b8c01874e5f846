// expect: loss_lacks<mine::Cubic, sinew::mistake::member::value>
// topic: training
// A user's loss without a value.
// says: mine::Cubic is a loss that lacks value(): add template <class V> static constexpr V value(const V& y, const V& t)
#include <sinew/sinew.hpp>
using namespace sinew;

namespace mine {
struct Cubic {
  template <class V> static constexpr V derivative(const V& y, const V& t) { return y - t; }
};
}  // namespace mine

int main() {
  Net<Dense<4, 1>> net;
  Dataset<std::array<float, 4>, float> data;
  fit(net, data, mine::Cubic{}, SGD{});
}
