// expect: function_of_one_output<sinew::mistake::function::OnDemand, [^|]*
// topic: data
// Samples on demand for a net with several outputs.
// says: OnDemand() takes nets with one input and one output, but this one has several: use it on a net with one of them
#include <span>

#include <sinew/sinew.hpp>
using namespace sinew;

struct Source {
  std::size_t size() const { return 100; }
  void read(std::size_t, std::span<float, 4>, std::span<float, 5>) const {}
};

int main() {
  Net<Dense<4, 8, ReLU>, Heads<Dense<8, 3, Softmax>, Dense<8, 2>>> net;
  const Source source;
  fit<16>(net, OnDemand(source), Losses{CrossEntropy{}, MSE{}}, Adam{}, {.epochs = 2});
}
