// expect: training_needs_a_random_engine<sinew::BasicNet<float, sinew::Dense<4, 8[^|]*>
// topic: workspaces
// A forward pass in training over a user's layer that draws at random, without an engine.
// says: layer 1, mine::Noise, draws random numbers in training, but no engine is given: write Engine engine(1); and pass engine as the last argument
#include <sinew/sinew.hpp>
using namespace sinew;

namespace mine {
struct Noise {
  using input = shape<8>;
  using output = shape<8>;
  static constexpr std::size_t parameters = 0;
  static constexpr bool random = true;
  static constexpr void forward(auto pass) {
    for (std::size_t s = 0; s < pass.batch; ++s)
      for (std::size_t i = 0; i < 8; ++i) {
        pass.y[s][i] = pass.x[s][i];
        if constexpr (pass.training) pass.y[s][i] += normal<float>(pass.random);
      }
  }
  static constexpr void backward(auto pass) {
    for (std::size_t s = 0; s < pass.batch; ++s)
      for (std::size_t i = 0; i < 8; ++i) pass.dx[s][i] = pass.dy[s][i];
  }
};
}  // namespace mine

using Noisy = Net<Dense<4, 8>, mine::Noise, Dense<8, 2>>;

int main() {
  Noisy net;
  Workspace<Noisy, 4, Mode::training> w;
  net.forward(w);
}
