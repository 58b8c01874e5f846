// expect: optimizer_formula_takes_something_else<mine::Slow, sinew::mistake::expected<float ?\(float, float, float ?&, float ?&\)>>
// topic: training
// A step of a user's optimizer that declares two slots its formula does not take.
// says: the formula of mine::Slow, which its at(step) returns, must give the new weight from a weight, its gradient and 2 slots (slot_count): write []<class V>(V w, V g, V& slot0, V& slot1) { … }
#include <sinew/sinew.hpp>

using namespace sinew;

namespace mine {
struct Slow {
  double rate = 0.1;
  static constexpr std::size_t slot_count = 2;
  template <class T> constexpr auto at(std::size_t) const {
    return []<class V>(const V& w, const V& g) { return w - g * simd::broadcast<V>(T(0.001)); };
  }
};
}  // namespace mine

int main() {
  Net<Dense<4, 2>> net;
  Optimizer<mine::Slow, Net<Dense<4, 2>>> optimizer;
  optimizer.step(net);
}
