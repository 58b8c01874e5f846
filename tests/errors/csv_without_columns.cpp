// expect: wrong_number_of_columns<sinew::mistake::given<std::array<float, 0>>, sinew::mistake::expected<sinew::mistake::at_least<std::array<float, 1>>>>
// topic: data
// A CSV file requested with no columns of numbers.
// says: the CSV file is read as 0 columns of numbers, but must have at least 1: write their number, without the column of labels, such as read_csv<4>(path)
#include <sinew/data/csv.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() { return static_cast<int>(read_csv<0, int>("iris.csv").size()); }
