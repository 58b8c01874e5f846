// expect: activation_lacks<sinew::mistake::layer<0>, mine::Square, sinew::mistake::member::backward>
// topic: own
// A user's activation over all outputs of a sample, without backward.
// says: layer 0, Dense<4, 8, mine::Square>, cannot be trained, because its activation, mine::Square, lacks a member: add template <class V, std::size_t N, std::size_t Stride, class T> static void backward(y, dy, dz)
// way out: Add backward beside forward; see activation/softmax.hpp.
#include <sinew/sinew.hpp>
using namespace sinew;

namespace mine {
struct Square {
  template <class V, std::size_t N, std::size_t Stride, class T> static constexpr void forward(T* y) {
    for (std::size_t i = 0; i < N; ++i)
      simd::store<V>(y + i * Stride, V(simd::load<V>(y + i * Stride) * simd::load<V>(y + i * Stride)));
  }
};
}  // namespace mine

int main() {
  Net<Dense<4, 8, mine::Square>, Dense<8, 2>> net;
  initialize(net, 1);
}
