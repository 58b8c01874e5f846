// expect: no_weight_decay<mine::Descent>
// topic: training
// No weight decay of vectors, for an optimizer that has none of matrices either.
// says: mine::Descent has no weight_decay, which decay_matrices_only is about: leave it out
#include <sinew/sinew.hpp>
using namespace sinew;

namespace mine {
struct Descent {
  double rate = 0.1;
  static constexpr std::size_t slot_count = 0;
  template <class T> constexpr auto at(std::size_t) const {
    return [step = T(rate)]<class V>(const V& w, const V& g) -> V { return w - simd::broadcast<V>(step) * g; };
  }
};
}  // namespace mine

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 1>> net;
  Dataset<std::array<float, 4>, float> data;
  fit(net, data, MSE{}, per_layer(mine::Descent{}, decay_matrices_only));
}
