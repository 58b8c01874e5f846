// expect: wrong_target_data<sinew::mistake::given<std::(__cxx11::)?basic_string<char[^|]*>, sinew::mistake::expected<std::array<float, 3>, sinew::mistake::class_index>>
// topic: data
// Class names as targets.
// way out: Use class indices 0, 1, ...: Dataset<std::array<float, 4>, int>.
#include <string>

#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, std::string> data;
  return static_cast<int>(confusion_matrix(net, data).total());
}
