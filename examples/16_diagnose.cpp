// 16 · diagnose(): finds out why a net does not learn. It checks the data, the units, the gradients and the rate.
// Each section below causes one problem on purpose, in a net that learns Iris well without it.

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>

#include <sinew/sinew.hpp>
#include <sinew/report/text.hpp>
#include <sinew/diagnose/diagnose.hpp>

#include "data/iris.hpp"

using namespace sinew;

using Flowers = Dataset<std::array<float, 4>, std::uint8_t>;
using Classifier = Net<Dense<4, 16, ReLU>, Dense<16, 8, ReLU>, Dense<8, 3, Softmax>>;
using SigmoidNet = Net<Dense<4, 16, Sigmoid>, Dense<16, 8, Sigmoid>, Dense<8, 3, Softmax>>;
// Nine layers; each Sigmoid layer scales the gradient by at most a quarter.
using Sigmoids = Dense<16, 16, Sigmoid>;
using DeepSigmoidNet = Net<Dense<4, 16, Sigmoid>, Sigmoids, Sigmoids, Sigmoids, Sigmoids, Sigmoids, Sigmoids, Sigmoids,
                           Dense<16, 3, Softmax>>;
using Rectifiers = Dense<16, 16, ReLU>;
using DeepNet = Net<Dense<4, 16, ReLU>, Rectifiers, Rectifiers, Rectifiers, Rectifiers, Rectifiers, Rectifiers,
                    Dense<16, 3, Softmax>>;

static int not_recognised = 0;

/// Diagnoses the net and prints the findings; `expected` must be the only one.
template <class AnyNet>
void examine(const char* what, const AnyNet& net, const Flowers& data, Problem expected, double rate = 0.1) {
  const Diagnosis diagnosis = diagnose(net, data, CrossEntropy{}, SGD{.rate = rate});
  std::printf("\n%s\n  %s", what, to_string(diagnosis).c_str());
  if (diagnosis.findings.size() == 1 && diagnosis.has(expected)) return;
  std::printf("  NOT RECOGNISED: expected \"%s\" alone\n", to_string(expected).c_str());
  ++not_recognised;
}

template <class AnyNet> AnyNet fresh() {
  AnyNet net;
  initialize(net, 1);
  return net;
}

int main() {
  const auto& iris = examples::iris();
  Flowers raw{{iris.inputs.begin(), iris.inputs.end()}, {iris.targets.begin(), iris.targets.end()}};
  Flowers data = raw;
  StandardScaler<float, 4> scaler;
  scaler.fit(data.inputs);
  scaler.transform(std::span(data.inputs));

  const Diagnosis healthy = diagnose(fresh<Classifier>(), data, CrossEntropy{}, SGD{.rate = 0.1});
  std::printf("A healthy net\n  %s", to_string(healthy).c_str());
  if (!healthy.ok()) ++not_recognised;

  {
    Flowers millimetres = raw;  // 51 to 79 instead of −1.9 to 2.5
    for (auto& x : millimetres.inputs)
      for (float& v : x) v *= 10;
    examine("Unscaled lengths in millimetres", fresh<Classifier>(), millimetres, Problem::inputs_not_scaled);
  }
  {
    Flowers wrong_column = data;  // as if a reader had missed columns
    for (auto& x : wrong_column.inputs) x[0] = x[1] = x[3] = 0;
    examine("Three of four columns were not read", fresh<Classifier>(), wrong_column, Problem::inputs_constant);
  }
  {
    Flowers gap = data;
    gap.inputs[42][1] = std::nanf("");
    examine("A missing value", fresh<Classifier>(), gap, Problem::inputs_not_finite);
  }
  {
    Flowers first = to_dataset(raw.subset(0, 50));
    scaler.fit(first.inputs);
    scaler.transform(std::span(first.inputs));
    examine("Only the first fifty flowers of a file sorted by species", fresh<Classifier>(), first,
            Problem::labels_constant);
  }
  {
    Flowers shuffled = data;  // shuffles the species, not the flowers
    Engine engine(1);
    shuffle(shuffled.targets, engine);
    examine("Labels shuffled without their inputs", fresh<Classifier>(), shuffled, Problem::labels_unrelated);
  }
  examine("initialize() was forgotten: all weights are 0", Classifier{}, data, Problem::equal_units);
  {
    Classifier net = fresh<Classifier>();
    for (std::size_t unit = 0; unit < 16; ++unit) net.bias<0>(unit) = -20;
    examine("ReLU units that are never active", net, data, Problem::dead_units);
  }
  {
    SigmoidNet net = fresh<SigmoidNet>();
    for (float& w : net.parameters) w *= 50;
    examine("Sigmoids with weights fifty times too large", net, data, Problem::saturated_units);
  }
  examine("Nine layers of sigmoids", fresh<DeepSigmoidNet>(), data, Problem::vanishing_gradient);
  {
    DeepNet net = fresh<DeepNet>();
    for (float& w : net.parameters) w *= 4;
    examine("Eight layers of ReLU with weights four times too large", net, data, Problem::exploding_gradient);
  }
  examine("A rate of 100", fresh<Classifier>(), data, Problem::rate_too_high, 100);
  examine("A rate of 0.000001", fresh<Classifier>(), data, Problem::rate_too_low, 1e-6);

  std::printf("\n%s\n", not_recognised == 0 ? "All problems were recognised." : "Some problems were not recognised.");
  return not_recognised == 0 ? 0 : 1;
}
