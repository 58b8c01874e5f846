// Two headers of one net: with the weights in it, and with a file of the weights.
#include <array>
#include <cstdio>
#include <type_traits>

#include <sinew/sinew.hpp>
#include <sinew/io/safetensors.hpp>

#include "beside.hpp"
#include "within.hpp"

static_assert(std::is_same_v<within::Net, beside::Net>);

int main() {
  beside::Net net;
  sinew::load_safetensors(net, beside::weights);
  if (net.parameters != within::net.parameters) return std::puts("the weights differ"), 1;
  // A copy can be trained further.
  const std::array<std::array<float, 3>, 2> x{{{1, 2, 3}, {-1, 0, 1}}};
  const std::array<std::array<float, 4>, 2> y{{{1, 0, 0, 0}, {0, 1, 0, 0}}};
  const double before = sinew::evaluate(net, sinew::DataView(x, y), sinew::MSE{}).loss;
  sinew::fit<2>(net, sinew::DataView(x, y), sinew::MSE{}, sinew::SGD{.rate = 0.05}, {.epochs = 20});
  if (!(sinew::evaluate(net, sinew::DataView(x, y), sinew::MSE{}).loss < before))
    return std::puts("nothing was learned"), 1;
  return 0;
}
