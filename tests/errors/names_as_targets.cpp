// expect: wrong_target_data<sinew::mistake::given<std::(__cxx11::)?basic_string<char[^|]*>, sinew::mistake::expected<std::array<float, 3>, sinew::mistake::class_index>>
// topic: data
// Class names as targets.
// says: a target of the data is std::string, but the net has 3 outputs of float: write int for a class from 0 to 2, or std::array<float, 3> for 3 numbers
// way out: Use class indices 0, 1, ...: Dataset<std::array<float, 4>, int>.
#include <string>

#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, std::string> data;
  return static_cast<int>(confusion_matrix(net, data).total());
}
