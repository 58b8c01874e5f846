// Built with -fno-exceptions -fno-rtti: everything but the loaders works, and a diverging training is an outcome, not
// an exception. Other errors, and violated preconditions, end the program with their message.
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>

#include <sinew/sinew.hpp>
#include <sinew/diagnose/diagnose.hpp>

#include "../random/aborts.hpp"

using namespace sinew;
using Gate = Net<Dense<2, 4, Tanh>, Dense<4, 1, Sigmoid>>;

int main() {
  const std::array<std::array<float, 2>, 4> inputs{{{0, 0}, {0, 1}, {1, 0}, {1, 1}}};
  const std::array<std::uint8_t, 4> targets{0, 1, 1, 0};
  const DataView data(inputs, targets);
  Gate net;
  initialize(net, 1);
  const History learned = fit<4>(net, data, BinaryCrossEntropy{}, Adam{.rate = 0.05}, {.epochs = 1000});
  if (learned.outcome != Outcome::finished || accuracy(net, data) != 1) return std::puts("XOR was not learned"), 1;

  // A rate that overflows float within a few steps of a net without bounds.
  using Line = Net<Dense<2, 1>>;
  Line line;
  initialize(line, 1);
  const std::array<float, 4> numbers{1, 2, 3, 4};
  const History lost = fit<4>(line, DataView(inputs, numbers), MSE{}, SGD{.rate = 1e30}, {.epochs = 50});
  if (lost.outcome != Outcome::diverged || lost.epochs.size() >= 50)
    return std::puts("a diverging loss went unnoticed"), 1;
  for (float p : line.parameters)
    if (!std::isfinite(p)) return std::puts("a diverged training left its weights"), 1;

#if !defined(__wasi__) && !defined(_WIN32)  // where a test cannot see what a program that aborts writes
  const auto begins_with = [](const std::string& given, const char* expected) {
    if (given.starts_with(expected)) return true;  // an emulator may add a line
    std::printf("found the message\n%sexpected\n%s", given.c_str(), expected);
    return false;
  };
  const std::array<int, 4> wrong{0, 1, 2, 0};
  if (!begins_with(
          message_of_abort([&] { (void)evaluate(net, DataView(inputs, wrong), BinaryCrossEntropy{}); }),
          "sinew: evaluate: sample 2 has class 2, expected 0 to 1 (numbers to fit are floating-point targets)\n"))
    return 1;
  const std::vector<float> two(2);
  static Workspace<Gate, 4, Mode::training> w;
  Optimizer<Adam, Gate> optimizer;
  if (!begins_with(message_of_abort([&] { train_step(net, w, two, BinaryCrossEntropy{}, optimizer); }),
                   "sinew: train_step: found 2 numbers in the targets, expected 4: 4 samples of 1 output\n"))
    return 1;
#endif
  // A Trainer goes on after it.
  Trainer trainer(line, Momentum{.rate = 1e30});
  const History diverged = trainer.fit<4>(DataView(inputs, numbers), MSE{}, {.epochs = 50, .patience = 60});
  trainer.formula().rate = 0.01;
  const History further = trainer.fit<4>(DataView(inputs, numbers), MSE{}, {.epochs = 50, .patience = 60});
  if (diverged.outcome != Outcome::diverged || further.outcome != Outcome::finished || further.epochs.size() != 50 ||
      !(further.last().loss < further.epochs[0].loss))
    return std::puts("a Trainer did not go on after it had diverged"), 1;
  return 0;
}
