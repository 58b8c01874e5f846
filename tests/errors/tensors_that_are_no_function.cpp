// expect: layer_lacks<sinew::mistake::layer<1>, mine::Gain, sinew::mistake::member::tensors>
// topic: own
// A user's layer declares its tensors in a way that the library cannot call.
// says: layer 1, mine::Gain, has a member tensors that cannot be called with a list of tensors: write static constexpr void tensors(auto& list);
// way out: Write static constexpr void tensors(auto& list) { list.parameter("weight", {8}); }
#include <sinew/sinew.hpp>
#include <sinew/net/tensors.hpp>
using namespace sinew;

namespace mine {
struct Gain {
  using input = shape<8>;
  using output = shape<8>;
  static constexpr std::size_t parameters = 8;
  static constexpr std::size_t tensors[] = {8};
  static constexpr void forward(auto) {}
  static constexpr void backward(auto) {}
};
}  // namespace mine

using Small = Net<Dense<4, 8>, mine::Gain, Dense<8, 2>>;
int main() { return tensors_of<Small>.front().buffer; }
