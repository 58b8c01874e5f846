// expect: training_needs_a_random_engine<sinew::BasicNet<float, sinew::Dense<2, 8[^|]*Dropout<sinew::Ratio<1, 5>>[^|]*>>
// topic: workspaces
// A forward pass in training over a net with Dropout, without a random engine.
// says: layer 1, Dropout<Ratio<1, 5>>, draws random numbers in training, but no engine is given: write Engine engine(1); and pass engine as the last argument
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<2, 8>, Dropout<Ratio<1, 5>>, Dense<8, 1>> net;
  Workspace<decltype(net), 4, Mode::training> workspace;
  net.forward(workspace);
}
