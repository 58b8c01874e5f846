// expect: targets_of_bool<sinew::mistake::given<sinew::Dataset<std::array<float, 2>, bool>>, sinew::mistake::instead<unsigned char>>
// topic: data
// Targets of type bool, which std::vector<bool> does not store as an array.
// says: Dataset<std::array<float, 2>, bool> has targets of type bool, which std::vector does not store as an array: write Dataset<std::array<float, 2>, std::uint8_t>, with targets 0 and 1
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<2, 1, Sigmoid>> net;
  Dataset<std::array<float, 2>, bool> data;
  fit(net, data, BinaryCrossEntropy{}, SGD{});
}
