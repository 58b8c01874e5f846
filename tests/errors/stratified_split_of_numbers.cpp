// expect: not_a_class_index<sinew::mistake::given<float>, sinew::mistake::expected<(unsigned long|long unsigned int)>>
// topic: data
// stratified_split() of data whose targets are not classes.
// way out: train_test_split(data, 0.2, 1).
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Dataset<std::array<float, 4>, float> data;
  return static_cast<int>(stratified_split(data, 0.2, 1).train.size());
}
