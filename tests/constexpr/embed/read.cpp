// The headers that write.cpp wrote: the same bits, constants, usable by the compiler.
#include <bit>
#include <cstdio>
#include <cstring>
#include <type_traits>

#include "double.hpp"
#include "nets.hpp"
#include "single.hpp"

static_assert(single.parameter_count == mine::Single::parameter_count &&
              std::is_same_v<decltype(single), const mine::Single>);
static_assert(std::bit_cast<unsigned>(single.parameters[0]) == 0x80000000u);  // −0
static_assert(double_precision.parameters[1] > 1e308 && std::is_same_v<decltype(double_precision), const mine::Double>);

int main() {
  const auto one = mine::awkward<mine::Single>();
  const auto two = mine::awkward<mine::Double>();
  const bool same = std::memcmp(one.parameters.data(), single.parameters.data(), sizeof one.parameters) == 0 &&
                    std::memcmp(one.buffers.data(), single.buffers.data(), sizeof one.buffers) == 0 &&
                    std::memcmp(two.parameters.data(), double_precision.parameters.data(), sizeof two.parameters) == 0;
  std::puts(same ? "the same bits" : "the bits differ");
  return same ? 0 : 1;
}
