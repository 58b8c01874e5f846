// expect: tensors_reach_too_far<sinew::mistake::layer<1>, mine::Gain, sinew::mistake::given<sinew::mistake::scalars<11> ?>, sinew::mistake::expected<sinew::mistake::at_most<sinew::mistake::scalars<8> ?> ?> ?>
// topic: own
// A user's layer names a tensor whose strides lead beyond its parameters.
// says: layer 1, mine::Gain, has 8 parameters or buffers, but its tensors reach to index 10: correct their extents, strides or offset (layer/tensors.hpp)
#include <sinew/sinew.hpp>
#include <sinew/net/tensors.hpp>
using namespace sinew;

namespace mine {
struct Gain {
  using input = shape<8>;
  using output = shape<8>;
  static constexpr std::size_t parameters = 8;
  static constexpr void tensors(auto& list) { list.parameter("weight", {2, 4}, {4, 2}); }
  static constexpr void forward(auto) {}
  static constexpr void backward(auto) {}
};
}  // namespace mine

using Small = Net<Dense<4, 8>, mine::Gain, Dense<8, 2>>;
int main() { return tensors_of<Small>.front().buffer; }
