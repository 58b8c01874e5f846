// expect: wrong_input<sinew::mistake::given<sinew::Dataset<std::array<float, 4[^|]*>, sinew::mistake::expected<std::array<float, 4(UL)?>>>
// topic: calls
// A data set in a call for one sample.
// says: the net takes 4 values, as std::array<float, 4> or a span of fixed extent, of float or std::uint8_t, but x is Dataset<std::array<float, 4>, int>: write evaluate(net, data, loss) or accuracy(net, data), or net(data.inputs[i]) for one sample
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 2>> net;
  Dataset<std::array<float, 4>, int> data;
  return static_cast<int>(net.predict(data));
}
