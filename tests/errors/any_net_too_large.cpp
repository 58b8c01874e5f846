// expect: net_larger_than_its_place<sinew::mistake::takes<8576>, sinew::mistake::allowed<4096>, sinew::BasicNet<float, sinew::Dense<28, 64, sinew::ReLU
// topic: budgets
// The net takes more bytes than the place it is put into.
// way out: A larger place: AnyNet<28, 4, 16_KiB>.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<28, 64, ReLU>, Dense<64, 4, Softmax>> net;
  AnyNet<28, 4, 4_KiB> any = net;
  return static_cast<int>(any.predict({}));
}
