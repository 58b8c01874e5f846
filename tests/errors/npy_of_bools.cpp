// expect: not_an_array_of_numbers<sinew::mistake::given<std::vector<bool[^|]*>>>
// topic: data
// A .npy file as std::vector<bool>, which is no array of bool.
// says: std::vector<bool> is no array of numbers that NumPy's files can hold: write float, double, integers or bool, a std::array of them, a std::vector of such types (of std::uint8_t in place of bool), or NpyArray<float>
#include <vector>

#include <sinew/io/npy.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() { return static_cast<int>(load_npy<std::vector<bool>>("mask.npy").size()); }
