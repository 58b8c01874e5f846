// expect: balanced_weights_need_class_indices<float>
// topic: training
// Balanced class weights of targets that are numbers.
// says: balanced_weights() counts classes, but a target of the data is float: pass data whose targets are class indices, such as int
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Dataset<std::array<float, 4>, float> data;
  static_cast<void>(balanced_weights<2>(data));
}
