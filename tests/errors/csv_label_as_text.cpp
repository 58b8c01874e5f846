// expect: not_a_class_index<sinew::mistake::given<std::(__cxx11::)?basic_string<char[^|]*>, sinew::mistake::expected<unsigned char, float>>
// topic: data
// CSV labels requested as strings.
// way out: Use an integer type; CsvOptions::classes maps names to class indices.
#include <string>

#include <sinew/data/csv.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() { return static_cast<int>(read_csv<4, std::string>("iris.csv").size()); }
