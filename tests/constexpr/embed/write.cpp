// write <folder>: single.hpp and double.hpp with awkward nets, third.hpp with a net of the same type as double.hpp, and
// scaler.hpp.
#include <fstream>
#include <string>

#include <sinew/deploy/embed.hpp>

#include "nets.hpp"

int main(int count, char** arguments) {
  const std::string folder = count > 1 ? arguments[1] : ".";
  std::ofstream single(folder + "/single.hpp"), both(folder + "/double.hpp"), third(folder + "/third.hpp"),
      scaler(folder + "/scaler.hpp");
  sinew::embed(single, mine::awkward<mine::Single>(), "single", {.include = "\"nets.hpp\"", .type = "mine::Single"});
  sinew::embed(both, mine::awkward<mine::Double>(), "double_precision");
  sinew::embed(third, mine::Double{}, "third");
  sinew::embed(scaler, mine::scaler(), "scaler");
}
