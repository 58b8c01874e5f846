// 01 · The perceptron: one unit with output 0 or 1.
//
//     y = 1 if w₁x₁ + w₂x₂ + b ≥ 0, else 0
//
// A network is a type; an object of that type holds only its parameters. Both work in constant expressions, so the
// compiler checks the gates below: with a wrong weight this file does not compile.

#include <array>
#include <cstdint>
#include <cstdio>

#include <sinew/sinew.hpp>

using namespace sinew;

using Gate = Net<Dense<2, 1, Step>>;        // two inputs, one output, a threshold as activation
static_assert(Gate::parameter_count == 3);  // w₁, w₂, b

// ---- Weights set by hand

constexpr Gate gate(float w1, float w2, float b) {
  Gate net;                  // all parameters are 0
  net.weight<0>(0, 0) = w1;  // layer 0, from input 0 to output 0
  net.weight<0>(1, 0) = w2;
  net.bias<0>(0) = b;
  return net;
}

constexpr Gate and_gate = gate(1, 1, -1.5f);  // 1 only if both inputs are 1: 1 + 1 − 1.5 ≥ 0
constexpr Gate or_gate = gate(1, 1, -0.5f);   // 1 if at least one input is 1

// net(x) returns the outputs as an array; predict(x) returns the decision, 0 or 1.
static_assert(and_gate({0, 0})[0] == 0 && and_gate({0, 1})[0] == 0 && and_gate({1, 0})[0] == 0 &&
              and_gate({1, 1})[0] == 1);
static_assert(or_gate.predict({0, 0}) == 0 && or_gate.predict({0, 1}) == 1 && or_gate.predict({1, 0}) == 1 &&
              or_gate.predict({1, 1}) == 1);

// ---- Weights learned

// Rosenblatt's rule corrects the weights after each mistake: w += (t − y)·x, b += (t − y). It stops after the first
// pass without a mistake. Such a pass comes if and only if a straight line separates the classes.
constexpr std::array<std::array<float, 2>, 4> inputs{{{0, 0}, {0, 1}, {1, 0}, {1, 1}}};
constexpr std::array<std::uint8_t, 4> and_targets{0, 0, 0, 1}, or_targets{0, 1, 1, 1}, xor_targets{0, 1, 1, 0};

struct Lesson {
  Gate net;
  PerceptronResult result;
};
constexpr Lesson learn(const std::array<std::uint8_t, 4>& targets) {
  Lesson lesson;
  lesson.result = fit_perceptron(lesson.net, DataView(inputs, targets), {.epochs = 100});
  return lesson;
}

// The compiler can run the training as well.
static_assert(learn(and_targets).result.mistakes == 0);
static_assert(learn(or_targets).net.predict({1, 0}) == 1);

static bool show(const char* name, const std::array<std::uint8_t, 4>& targets) {
  const auto [net, result] = learn(targets);
  std::printf("%-4s  w1 %4g  w2 %4g  b %4g   ", name, net.weight<0>(0, 0), net.weight<0>(1, 0), net.bias<0>(0));
  std::size_t right = 0;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const std::size_t y = net.predict(inputs[i]);
    std::printf("%g%g→%zu ", inputs[i][0], inputs[i][1], y);
    right += y == targets[i];
  }
  std::printf("  %s after %zu passes\n", result.mistakes == 0 ? "learned" : "not learned", result.epochs);
  return right == inputs.size();
}

int main() {
  const bool and_learned = show("AND", and_targets), or_learned = show("OR", or_targets);
  const bool xor_learned = show("XOR", xor_targets);  // no line separates XOR; it needs a hidden layer, see 05_xor
  return and_learned && or_learned && !xor_learned ? 0 : 1;
}
