// expect: wrong_number_of_classes<sinew::mistake::given<std::array<float, 0>>, sinew::mistake::expected<sinew::mistake::at_least<std::array<float, 1>>>>
// topic: data
// one_hot with 0 classes.
// says: one_hot<0>() has 0 classes, but must have at least 1: write their number, such as one_hot<3>(label)
#include <sinew/sinew.hpp>
using namespace sinew;

int main() { return static_cast<int>(one_hot<0>(1).size()); }
