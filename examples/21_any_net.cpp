// 21 · Choosing a net at run time.
//
// A net is a type, so it is chosen at compile time. If the user or the machine decides, there are two ways. Each
// costs one indirect call for a forward pass and needs no heap:
//
//     OneOf<Small, Large>             one of several nets; it is as large as the largest
//     AnyNet<In, Out, Capacity>       any net with these inputs and outputs that fits into Capacity bytes; the code
//                                     that uses it need not know the net's type
//
// The argument "small" or "large" selects a net; without an argument the program tries both.

#include <array>
#include <cstdio>
#include <cstring>

#include <sinew/sinew.hpp>

#include "data/iris.hpp"

using namespace sinew;

using Small = Net<Dense<4, 3, Softmax>>;
using Large = Net<Dense<4, 16, ReLU>, Dense<16, 8, ReLU>, Dense<8, 3, Softmax>>;
constexpr std::array names{"small", "large"};
enum class Size { small, large };

using Classifier = OneOf<Small, Large>;  // the order of Size

/// Works with any net: it could be part of another program or of a precompiled library.
static double share_of_right(const AnyNet<4, 3, 2_KiB>& net, const examples::Iris& iris) {
  std::size_t right = 0;
  for (std::size_t i = 0; i < iris.inputs.size(); ++i) right += net.predict(iris.inputs[i]) == iris.targets[i];
  return double(right) / double(iris.inputs.size());
}

static bool try_out(Size size) {
  const auto& iris = examples::iris();
  Classifier net(size);
  // visit() gives access to the net's own type: it can initialize, train, load, …
  net.visit([&](auto& chosen) {
    initialize(chosen, /*seed*/ 1);
    fit<16>(chosen, DataView(iris.inputs, iris.targets), CrossEntropy{}, Adam{.rate = 0.01}, {.epochs = 100});
    std::printf("%s: %zu parameters, ", names[net.index()], chosen.parameter_count);
  });
  // AnyNet is called like a net.
  const AnyNet<4, 3, 2_KiB> any = net.visit([](const auto& chosen) { return AnyNet<4, 3, 2_KiB>(chosen); });
  const double share = share_of_right(any, iris);
  std::printf("%.1f %% of the training flowers correct\n", 100 * share);
  return share > 0.9 && any(iris.inputs[0]) == net(iris.inputs[0]);
}

int main(int argc, char* argv[]) {
  if (argc == 1) return try_out(Size::small) && try_out(Size::large) ? 0 : 1;
  for (const Size size : {Size::small, Size::large})
    if (std::strcmp(argv[1], names[std::size_t(size)]) == 0) return try_out(size) ? 0 : 1;
  std::printf("usage: 21_any_net [small | large]\n");
  return 1;
}
