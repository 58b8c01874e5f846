// expect: tensors_of_another_size<sinew::mistake::layer<1>, mine::Gain, sinew::mistake::given<sinew::mistake::scalars<6> ?>, sinew::mistake::expected<sinew::mistake::scalars<8> ?> ?>
// topic: own
// An optimizer that steps by tensors, and a user's layer whose tensors are fewer than its parameters.
// says: layer 1, mine::Gain, has 8 parameters or buffers, but its tensors have 6 elements: name a tensor for each of them in tensors(auto& list) (layer/tensors.hpp)
#include <sinew/sinew.hpp>
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
struct Signs {
  double rate = 0.1;
  static constexpr std::size_t slot_count = 0;
  template <class T> void update(const ParameterTensor<T, 0>& tensor, std::size_t) const {
    for (std::size_t i = 0; i < tensor.parameters.size(); ++i)
      tensor.parameters[i] -= tensor.gradient[i] > 0 ? T(rate) : T(-rate);
  }
};
}  // namespace mine

int main() {
  Net<Dense<4, 8>, mine::Gain> net;
  Dataset<std::array<float, 4>, std::array<float, 8>> data;
  fit<4>(net, data, MSE{}, mine::Signs{});
}
