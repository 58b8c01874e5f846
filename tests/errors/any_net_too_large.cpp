// expect: net_exceeds_capacity<sinew::mistake::takes<8576>, sinew::mistake::allowed<4096>, sinew::BasicNet<float, sinew::Dense<28, 64, sinew::ReLU
// topic: budgets
// AnyNet constructed from a net larger than its storage.
// says: Net<Dense<28, 64, ReLU>, Dense<64, 4, Softmax>> takes 8,576 bytes, 4,480 more than the capacity of AnyNet<28, 4, 4096>: write AnyNet<28, 4, 8576>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<28, 64, ReLU>, Dense<64, 4, Softmax>> net;
  AnyNet<28, 4, 4_KiB> any = net;
  return static_cast<int>(any.predict({}));
}
