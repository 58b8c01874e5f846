// expect: not_a_class_index<sinew::mistake::given<std::(__cxx11::)?basic_string<char[^|]*>, sinew::mistake::expected<unsigned char, float>>
// topic: data
// CSV labels requested as strings.
// says: the label of a CSV file is asked for as std::string, but must be an integer, for a class, or a floating-point number: write an integer such as std::uint8_t, and the names of the classes as CsvOptions{.classes = {…}}
#include <string>

#include <sinew/data/csv.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() { return static_cast<int>(read_csv<4, std::string>("iris.csv").size()); }
