// expect: tensors_of_another_size<sinew::mistake::layer<1>, mine::Gain, sinew::mistake::given<sinew::mistake::scalars<6> ?>, sinew::mistake::expected<sinew::mistake::scalars<8> ?> ?>
// topic: own
// A user's layer names tensors of fewer elements than it has parameters.
// says: layer 1, mine::Gain, has 8 parameters or buffers, but its tensors have 6 elements: name a tensor for each of them in tensors(auto& list) (layer/tensors.hpp)
#include <sinew/sinew.hpp>
#include <sinew/net/tensors.hpp>
using namespace sinew;

namespace mine {
struct Gain {
  using input = shape<8>;
  using output = shape<8>;
  static constexpr std::size_t parameters = 8;
  static constexpr void tensors(auto& list) { list.parameter("weight", {2, 3}); }
  static constexpr void forward(auto) {}
  static constexpr void backward(auto) {}
};
}  // namespace mine

using Small = Net<Dense<4, 8>, mine::Gain, Dense<8, 2>>;
int main() { return tensors_of<Small>.front().buffer; }
