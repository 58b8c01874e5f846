// expect: wrong_number_of_classes<sinew::mistake::given<std::array<float, 0>>, sinew::mistake::expected<sinew::mistake::at_least<std::array<float, 1>>>>
// topic: data
// A unit vector of no classes.
// way out: one_hot<3>(1): how many classes there are.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() { return static_cast<int>(one_hot<0>(1).size()); }
