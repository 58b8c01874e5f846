// expect: call to non-('constexpr' function 'void|constexpr function 'void) sinew::_detail::all_weights_are_0_call_initialize_first\(|constexpr variable 'net' must be initialized by a constant expression
// topic: training
// Training in a constant expression from weights that are all 0.
// way out: Call initialize(net, 1) before fit().
#include <sinew/sinew.hpp>
using namespace sinew;

using Gate = Net<Dense<2, 4, Tanh>, Dense<4, 1, Sigmoid>>;
constexpr std::array<std::array<float, 2>, 2> inputs{{{0, 1}, {1, 0}}};
constexpr std::array<int, 2> answers{0, 1};

constexpr Gate trained() {
  Gate net;
  fit<2>(net, DataView(inputs, answers), BinaryCrossEntropy{}, SGD{});
  return net;
}

int main() {
  constexpr Gate net = trained();
  return static_cast<int>(net.predict({0, 1}));
}
