// expect: wrong_scalar<sinew::mistake::given<long long( int)?>, sinew::mistake::expected<float, double, unsigned char, signed char, short( int)?, int>>
// topic: data
// IDX files read as a type that the format does not have.
// says: the type of the numbers is long long, but must be float, double, unsigned char, signed char, short or int
#include <sinew/data/idx.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() { return static_cast<int>(read_idx<long long, 2, 3>("items").size()); }
