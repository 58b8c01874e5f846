// expect: wrong_input_data<sinew::mistake::given<std::vector<float[^|]*>, sinew::mistake::expected<std::array<float, 4>>>
// topic: data
// Samples in std::vector, whose length is unknown at compile time.
// says: a sample of the data is std::vector<float>, but the net takes 4 values of float, and its length must be a constant: write std::array<float, 4>
// way out: Dataset<std::array<float, 4>, int>.
#include <vector>

#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::vector<float>, int> data;
  fit(net, data, CrossEntropy{}, SGD{});
}
