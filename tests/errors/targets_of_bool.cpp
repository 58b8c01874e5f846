// expect: targets_of_bool<sinew::mistake::given<sinew::Dataset<std::array<float, 2>, bool>>, sinew::mistake::instead<unsigned char>>
// topic: data
// Targets of bool: std::vector<bool> is no array of its values.
// way out: std::uint8_t for 0 and 1.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<2, 1, Sigmoid>> net;
  Dataset<std::array<float, 2>, bool> data;
  fit(net, data, BinaryCrossEntropy{}, SGD{});
}
