// expect: tensors_of_one_name<sinew::mistake::layer<1, 2>, mine::Gain>
// topic: own
// A user's layer gives two tensors the same name.
// says: layer 1.2, mine::Gain, gives two of its tensors the same name: write a name of its own for each, that of PyTorch's module
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
    list.parameter("weight", {4});
  }
  static constexpr void forward(auto) {}
  static constexpr void backward(auto) {}
};
}  // namespace mine

using Small = Net<Dense<4, 8>, Residual<Dense<8, 8>, Activate<Tanh>, mine::Gain>>;
int main() { return tensor_modules_of<Small>.empty(); }
