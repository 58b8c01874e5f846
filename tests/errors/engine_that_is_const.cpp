// expect: not_a_random_engine<sinew::mistake::given<const sinew::Engine>, sinew::mistake::expected<sinew::Engine>>
// topic: calls
// A const engine in training, which draws from it.
// says: forward() in training takes an Engine, which it changes, but the engine is const: declare it without const
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dropout<Ratio<1, 5>>, Dense<8, 2, Softmax>> net;
  Workspace<decltype(net), 16, Mode::training> w;
  const Engine engine(1);
  net.forward(w, engine);
}
