// expect: optimizer_without_sink<sinew::Adam>
// topic: training
// Updates during backward with an optimizer that needs the whole gradient.
// says: Adam needs the whole gradient and has no sink(), which takes steps within backward: write net.backward(w, optimizer.gradient()); optimizer.step(net);
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Small net;
  Workspace<Small, 8, Mode::training> w;
  Optimizer<Adam, Small> optimizer;
  net.forward(w);
  net.backward(w, optimizer.sink(net));
}
