// expect: wrong_scalar<sinew::mistake::given<int>, sinew::mistake::expected<float, double, unsigned char>>
// topic: data
// The rows of a CSV file requested as int.
// says: the type of the numbers is int, but must be float, double or unsigned char
#include <sinew/data/csv.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() { return static_cast<int>(read_csv<4, void, int>("rows.csv").size()); }
