// expect: targets_of_bool<sinew::mistake::given<sinew::Dataset<std::array<float, 4>, bool>>, sinew::mistake::instead<unsigned char>>
// topic: data
// Targets of an archive of NumPy's as bool.
// says: Dataset<std::array<float, 4>, bool> has targets of type bool, which std::vector does not store as an array: write Dataset<std::array<float, 4>, std::uint8_t>, with targets 0 and 1
#include <sinew/io/npz.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  const NpzFile file("data.npz");
  return static_cast<int>(file.dataset<4, bool>("x", "y").size());
}
