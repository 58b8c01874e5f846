// 19 · Embedded weights: trains a net and writes it as a header, which embed/controller.cpp includes. The controller
// reads no file and runs no code at start-up: its net is a constant in read-only memory with exactly the same
// weights.
//
//     19_embed thermostat.hpp

#include <array>
#include <cstdio>

#include <sinew/sinew.hpp>
#include <sinew/deploy/embed.hpp>

using namespace sinew;

int main(int count, char** arguments) {
  // Heats if it is colder than the target. The inputs are the target and the temperature in tens of degrees.
  Dataset<std::array<float, 2>, int> data;
  for (int wish = 15; wish <= 25; ++wish)
    for (int now = 10; now <= 30; ++now)
      data.push_back({static_cast<float>(wish) / 10, static_cast<float>(now) / 10}, now < wish);

  Net<Dense<2, 4, Tanh>, Dense<4, 1, Sigmoid>> net;
  initialize(net, 1);
  fit<16>(net, data, BinaryCrossEntropy{}, Adam{.rate = 0.02}, {.epochs = 200});
  std::printf("correct on %.1f %% of the data\n", 100 * accuracy(net, data));

  const char* path = count > 1 ? arguments[1] : "thermostat.hpp";
  embed(net, path, "thermostat");
  std::printf("written: %s\n", path);
}
