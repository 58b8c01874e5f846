// expect: tensors_overlap<sinew::mistake::layer<1>, mine::Gain>
// topic: own
// A user's layer names two tensors at one place.
// says: layer 1, mine::Gain, has tensors, or rows of a tensor, that overlap: correct their strides or offset (layer/tensors.hpp)
#include <sinew/sinew.hpp>
#include <sinew/net/tensors.hpp>
using namespace sinew;

namespace mine {
struct Gain {
  using input = shape<8>;
  using output = shape<8>;
  static constexpr std::size_t parameters = 8;
  static constexpr void tensors(auto& list) {
    list.parameter("weight", {4});
    list.parameter("bias", {4}, {1}, 0);
  }
  static constexpr void forward(auto) {}
  static constexpr void backward(auto) {}
};
}  // namespace mine

using Small = Net<Dense<4, 8>, mine::Gain, Dense<8, 2>>;
int main() { return tensors_of<Small>.front().buffer; }
