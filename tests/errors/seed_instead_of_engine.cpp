// expect: not_a_random_engine<sinew::mistake::given<int>, sinew::mistake::expected<sinew::Engine>>
// topic: workspaces
// A number where training takes a random engine.
// says: forward() in training takes an Engine, but is given a number, int: write Engine engine(seed); net.forward(w, engine)
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Small net;
  Workspace<Small, 8, Mode::training> w;
  net.forward(w, 42);
}
