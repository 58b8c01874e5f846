// expect: wrong_input_data<sinew::mistake::given<std::span<float, 100(UL)?>>, sinew::mistake::expected<std::span<float, 784(UL)?>>>
// topic: data
// An image augmented into a row of another size.
// says: the destination of the image is std::span<float, 100>, but the image has 784 values: write std::array<float, 784>
#include <array>

#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  std::array<float, 784> image{};
  std::array<float, 100> copy{};
  Engine engine(1);
  augment<shape<1, 28, 28>>(image, std::span(copy), {.shift = 2}, engine);
}
