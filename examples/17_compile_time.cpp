// 17 · Training at compile time: the compiler learns AND, OR and XOR. The program contains only the weights.
//
// Nets and training work in constant expressions, including fit(). Compilers limit their length, so this file needs
//     g++ -fconstexpr-ops-limit=1000000000          clang++ -fconstexpr-steps=100000000

#include <array>
#include <cstdio>

#include <sinew/sinew.hpp>

using namespace sinew;

constexpr std::array<std::array<float, 2>, 4> inputs{{{0, 0}, {0, 1}, {1, 0}, {1, 1}}};

// A gate is one unit: it separates the inputs by a line.
constexpr auto trained_gate(const std::array<int, 4>& answers) {
  Net<Dense<2, 1, Sigmoid>> net;
  initialize(net, 1);
  fit<4>(net, DataView(inputs, answers), BinaryCrossEntropy{}, SGD{.rate = 4}, {.epochs = 50});
  return net;
}
constexpr auto and_gate = trained_gate({0, 0, 0, 1});
constexpr auto or_gate = trained_gate({0, 1, 1, 1});

// XOR needs a hidden layer and a thousand epochs.
constexpr auto xor_net = [] {
  Net<Dense<2, 4, Tanh>, Dense<4, 1, Sigmoid>> net;
  initialize(net, 1);
  constexpr std::array<int, 4> answers{0, 1, 1, 0};
  fit<4>(net, DataView(inputs, answers), BinaryCrossEntropy{}, SGD{.rate = 1}, {.epochs = 1000});
  return net;
}();

// If a net had not learned its function, this file would not compile.
static_assert(and_gate.predict({1, 1}) == 1 && and_gate.predict({1, 0}) == 0 && and_gate.predict({0, 1}) == 0 &&
              and_gate.predict({0, 0}) == 0);
static_assert(or_gate.predict({1, 1}) == 1 && or_gate.predict({1, 0}) == 1 && or_gate.predict({0, 1}) == 1 &&
              or_gate.predict({0, 0}) == 0);
static_assert(xor_net({1, 0})[0] > 0.9f && xor_net({0, 1})[0] > 0.9f);
static_assert(xor_net({0, 0})[0] < 0.1f && xor_net({1, 1})[0] < 0.1f);

int main() {
  bool right = true;
  std::printf(" x1 x2    AND     OR    XOR\n");
  for (const auto& x : inputs) {
    std::printf("  %g  %g   %.3f  %.3f  %.3f\n", x[0], x[1], and_gate(x)[0], or_gate(x)[0], xor_net(x)[0]);
    const bool a = x[0] > 0, b = x[1] > 0;
    right =
        right && and_gate.predict(x) == (a && b) && or_gate.predict(x) == (a || b) && xor_net.predict(x) == (a != b);
  }
  return right ? 0 : 1;
}
