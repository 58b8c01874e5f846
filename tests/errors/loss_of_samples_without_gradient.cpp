// expect: loss_lacks<mine::Cubic, sinew::mistake::member::sample_of_y_t_dy>
// topic: training
// A user's loss over whole samples that writes no gradient.
// says: mine::Cubic is a loss whose sample() does not take outputs, targets and the gradient to write: write template <class T> static constexpr T sample(std::span<const T> y, std::span<const T> t, std::span<T> dy)
#include <sinew/sinew.hpp>
using namespace sinew;

namespace mine {
struct Cubic {
  template <class T> static constexpr T sample(std::span<const T> y, std::span<const T> t) { return y[0] - t[0]; }
};
}  // namespace mine

int main() {
  Net<Dense<4, 1>> net;
  Dataset<std::array<float, 4>, float> data;
  fit(net, data, mine::Cubic{}, SGD{});
}
