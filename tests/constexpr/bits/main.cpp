// Training gives the same bits in a constant expression and at run time, where the run-time path is scalar
// (-DSINEW_SCALAR) and the compiler fuses no a·b + c (-ffp-contract=off): CMakeLists.txt compiles this file so.
#include <array>
#include <cstddef>
#include <cstdio>
#include <cstring>

#include <sinew/sinew.hpp>

using namespace sinew;

#ifndef SINEW_SCALAR
#error "compile with -DSINEW_SCALAR -ffp-contract=off"
#endif

namespace {

template <class T> using Points = std::array<std::array<T, 2>, 5>;
template <class T> constexpr Points<T> points{
    {{T(0.1), T(-0.7)}, {T(1.3), T(0.4)}, {T(-0.9), T(0.2)}, {T(0.5), T(0.6)}, {T(-0.3), T(-1.1)}}};
constexpr std::array<int, 5> classes{0, 1, 2, 1, 0}, yes{0, 1, 1, 0, 1};

// Batches of 3 leave a rest of 2; 6 inputs of a hidden layer and batches of 4 and 8 make other layouts and tiles at run
// time.
template <class Net, std::size_t Batch, class Targets, class L, class Formula>
constexpr Net trained(const Targets& t, const L& loss, const Formula& formula, std::size_t epochs = 3) {
  Net net;
  initialize(net, 7);
  const DataView data(points<typename Net::scalar>, t);
  fit<Batch>(
      net, data, loss, formula,
      {.epochs = epochs, .validation = data, .schedule = exponential_decay(0.9), .clip_norm = Batch == 3 ? 0.5 : 0});
  return net;
}

int failures = 0;
template <class Net> void same(const char* what, const Net& compiled, const Net& run) {
  if (std::memcmp(compiled.parameters.data(), run.parameters.data(), sizeof run.parameters) == 0) return;
  ++failures;
  std::printf("%s: the bits differ\n", what);
  for (std::size_t i = 0; i < run.parameters.size(); ++i)
    if (std::memcmp(&compiled.parameters[i], &run.parameters[i], sizeof run.parameters[i]) != 0)
      std::printf("  parameter %zu: %a in the constant expression, %a at run time\n", i, double(compiled.parameters[i]),
                  double(run.parameters[i]));
}
// A volatile number of epochs: what is computed here is computed when the program runs.
template <class Net, std::size_t Batch, class Targets, class L, class Formula>
[[gnu::noinline]] Net at_run_time(const Targets& t, const L& loss, const Formula& formula) {
  volatile std::size_t epochs = 3;
  return trained<Net, Batch>(t, loss, formula, epochs);
}

#define COMPARE(Batch, targets, loss, formula, ...)                                                                 \
  do {                                                                                                              \
    static constexpr auto compiled = trained<__VA_ARGS__, Batch>(targets, loss, formula);                           \
    same(#__VA_ARGS__ ", " #loss ", " #formula, compiled, at_run_time<__VA_ARGS__, Batch>(targets, loss, formula)); \
  } while (false)

}  // namespace

int main() {
  using A = Net<Dense<2, 4, Tanh>, Dense<4, 1, Sigmoid>>;
  COMPARE(4, yes, BinaryCrossEntropy{}, SGD{.rate = 0.5}, A);
  COMPARE(3, yes, MSE{}, Momentum{.weight_decay = 0.01}, A);
  COMPARE(8, yes, Huber{.delta = 0.2}, Nesterov{.weight_decay = 0.01}, A);
  COMPARE(3, yes, MAE{}, Adam{.weight_decay = 0.01}, A);
  using B = Net<Dense<2, 6, GELU>, Dense<6, 3, Softmax>>;
  COMPARE(4, classes, CrossEntropy{}, AdamW{}, B);
  COMPARE(3, classes, MSE{}, RMSprop{}, B);
  using C = BasicNet<double, Dense<2, 6, ReLU>, Dense<6, 4, Softplus>, Dense<4, 3>>;
  COMPARE(8, classes, CrossEntropyWithLogits{}, Adagrad{}, C);
  COMPARE(4, classes, CrossEntropyWithLogits{}, Adamax{}, C);
  COMPARE(4, classes, CrossEntropyWithLogits{}, NAdam{}, C);
  COMPARE(4, classes, CrossEntropyWithLogits{}, RAdam{}, C);
  COMPARE(4, classes, CrossEntropyWithLogits{}, Adadelta{}, C);
  COMPARE(4, classes, CrossEntropyWithLogits{}, Lion{}, C);
  using D = Net<Dense<2, 5, ELU>, Dense<5, 1>>;
  COMPARE(4, yes, BinaryCrossEntropyWithLogits{}, (SGD{.rate = 0.2, .weight_decay = 0.01}), D);
  if (failures == 0) std::puts("the same bits in constant expressions and at run time");
  return failures;
}
