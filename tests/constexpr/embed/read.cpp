// The headers that write.cpp wrote: the same bits, constants, usable by the compiler.
#include <bit>
#include <cstdio>
#include <cstring>
#include <type_traits>

#include "double.hpp"
#include "nets.hpp"
#include "scaler.hpp"
#include "single.hpp"
#include "third.hpp"

static_assert(single.parameter_count == mine::Single::parameter_count &&
              std::is_same_v<decltype(single), const mine::Single>);
// Each header names its type, so that several nets are used without their types being spelled out.
static_assert(std::is_same_v<single_net, mine::Single> && std::is_same_v<double_precision_net, mine::Double> &&
              std::is_same_v<third_net, double_precision_net>);
static_assert([] {
  third_net copy = third;  // a copy that can be changed
  copy.bias<0>(0) = 1;
  return copy.bias<0>(0) > third.bias<0>(0);
}());
static_assert(scaler.offset == mine::scaler().offset && scaler.scale == mine::scaler().scale);
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
