// 00 · The program of the README. A test compares the README with the text between the two marks.
// [readme]
#include <cstdio>
#include <sinew/sinew.hpp>
#include "data/iris.hpp"
using namespace sinew;

// A network is a type: shapes are checked, and sizes known, before the program runs.
using Flowers = Net<Dense<4, 16, ReLU>, Dense<16, 8, ReLU>, Dense<8, 3, Softmax>>;
static_assert(Flowers::parameter_count == 243 && Flowers::multiply_adds == 216);

int main() {
  // 150 flowers, 4 lengths each, 3 species
  const auto& iris = examples::iris();
  auto [train, test] = stratified_split(DataView(iris.inputs, iris.targets), 0.2, /*seed*/ 1);
  StandardScaler<float, 4> scaler;
  scaler.fit(train.inputs).transform(std::span(train.inputs));
  scaler.transform(std::span(test.inputs));

  Flowers net;
  initialize(net, /*seed*/ 1);
  fit<16>(net, train, CrossEntropy{}, Adam{.rate = 0.01}, {.epochs = 60, .validation = test});
  std::printf("test accuracy %.1f %%\n", 100 * accuracy(net, test));

  const std::size_t species = net.predict(scaler.transform({6.1f, 2.8f, 4.7f, 1.2f}));
  std::printf("6.1 × 2.8, 4.7 × 1.2 cm: %s\n", iris.classes[species].data());  // versicolor
}
// [readme]
