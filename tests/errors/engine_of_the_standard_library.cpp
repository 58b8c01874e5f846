// expect: not_a_random_engine<sinew::mistake::given<std::mersenne_twister_engine<[^|]*, sinew::mistake::expected<sinew::Engine>>
// topic: workspaces
// An engine of the standard library; layers that draw at random need 64 random bits a call.
// says: forward() in training takes an Engine, but is given std::mersenne_twister_engine<…>: write Engine engine(seed); net.forward(w, engine)
// way out: An Engine gives the same stream on every platform.
#include <random>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dropout<Ratio<1, 5>>, Dense<8, 2, Softmax>> net;
  static Workspace<decltype(net), 16, Mode::training> w;
  std::mt19937 engine(1);
  net.forward(w, engine);
}
