// expect: wrong_number_of_columns<sinew::mistake::given<std::array<float, 0>>, sinew::mistake::expected<sinew::mistake::at_least<std::array<float, 1>>>>
// topic: data
// A CSV file requested with no columns of numbers.
// way out: Give the number of columns without the label: read_csv<4>.
#include <sinew/data/csv.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() { return static_cast<int>(read_csv<0, int>("iris.csv").size()); }
