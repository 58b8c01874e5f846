// expect: not_an_array_of_numbers<sinew::mistake::given<sinew::Dataset<std::array<float, 4>, unsigned char>>>
// topic: data
// A .npy file of a whole data set.
// says: Dataset<std::array<float, 4>, unsigned char> is two arrays, and a .npy file holds one: write save_npy(data.inputs, path) and save_npy(data.targets, path), or save_npz({{"x", data.inputs}, {"y", data.targets}}, path)
#include <cstdint>

#include <sinew/io/npy.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  const Dataset<std::array<float, 4>, std::uint8_t> data{};
  save_npy(data, "data.npy");
}
