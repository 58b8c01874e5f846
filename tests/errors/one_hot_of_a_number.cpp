// expect: not_a_class_index<sinew::mistake::given<double>, sinew::mistake::expected<[^|]*>
// topic: data
// one_hot of a floating-point number.
// says: one_hot() takes a class, or an array, vector or span of classes, but is given double: write classes as integers from 0 on, such as one_hot<3>(1)
#include <sinew/sinew.hpp>
using namespace sinew;

int main() { return static_cast<int>(one_hot<3>(1.0)[0]); }
