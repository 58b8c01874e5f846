// expect: not_an_array_of_numbers<sinew::mistake::given<std::vector<std::(__cxx11::)?basic_string<char[^|]*>>>
// topic: data
// A .npz file with strings.
// says: std::vector<std::string> is no array of numbers that NumPy's files can hold: write float, double, integers or bool, a std::array of them, a std::vector of such types (of std::uint8_t in place of bool), or NpyArray<float>
#include <string>
#include <vector>

#include <sinew/io/npz.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  const std::vector<std::string> names{"setosa", "virginica"};
  save_npz({{"names", names}}, "classes.npz");
}
