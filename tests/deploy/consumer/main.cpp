// A consumer's first program: learns XOR and says whether it did.
#include <array>
#include <cstdio>

#include <sinew/sinew.hpp>

using Gate = sinew::Net<sinew::Dense<2, 4, sinew::Tanh>, sinew::Dense<4, 1, sinew::Sigmoid>>;
static_assert(Gate::parameter_count == 2 * 4 + 4 + 4 * 1 + 1);

int main() {
  const sinew::Dataset<std::array<float, 2>, float> gate{{{0, 0}, {0, 1}, {1, 0}, {1, 1}}, {0, 1, 1, 0}};
  Gate net;
  sinew::initialize(net, 1);
  const double before = sinew::evaluate(net, gate, sinew::BinaryCrossEntropy{}).loss;
  sinew::fit<4>(net, gate, sinew::BinaryCrossEntropy{}, sinew::Adam{.rate = 0.05}, {.epochs = 500, .seed = 1});
  const double after = sinew::evaluate(net, gate, sinew::BinaryCrossEntropy{}).loss;
  std::printf("loss %.4f, after training %.4f\n", before, after);
  return after < before / 2 ? 0 : 1;
}
