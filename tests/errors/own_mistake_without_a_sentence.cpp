// expect: mine::odd_length<sinew::mistake::layer<0>, sinew::mistake::given<sinew::shape<5>>>
// topic: own
// A user's layer that refuses its arguments by a mistake without a sentence.
// says: mine::odd_length<layer<0>, given<shape<5>>>
#include <sinew/sinew.hpp>
using namespace sinew;

namespace mine {
template <class Where, class Given> struct odd_length;  // declared only: naming it is the error

/// y = −x, for an even number of values.
template <std::size_t N> struct Negative {
  using input = shape<N>;
  using output = shape<N>;
  using fault = std::conditional_t<N % 2 == 0, mistake::nothing, mistake::refuse<odd_length, mistake::given<input>>>;
  static constexpr std::size_t parameters = 0;
  static constexpr void forward(auto pass) {
    for (std::size_t s = 0; s < pass.batch; ++s)
      for (std::size_t i = 0; i < N; ++i) pass.y(s, i) = -pass.x(s, i);
  }
  static constexpr void backward(auto pass) {
    for (std::size_t s = 0; s < pass.batch; ++s)
      for (std::size_t i = 0; i < N; ++i) pass.dx(s, i) = -pass.dy(s, i);
  }
};
}  // namespace mine

int main() {
  Net<mine::Negative<5>, Dense<5, 2>> net;
  initialize(net, 1);
}
