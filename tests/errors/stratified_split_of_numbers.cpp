// expect: not_a_class_index<sinew::mistake::given<float>, sinew::mistake::expected<(unsigned long|long unsigned int)>>
// topic: data
// stratified_split() of data whose targets are not classes.
// says: stratified_split() takes data whose targets are classes, integers from 0 on, but these targets are float: write train_test_split(data, 0.2, seed), or store classes as integers
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Dataset<std::array<float, 4>, float> data;
  return static_cast<int>(stratified_split(data, 0.2, 1).train.size());
}
