// expect: wrong_input_data<sinew::mistake::given<const std::array<float, 784(UL)?>>, sinew::mistake::expected<std::span<float, 784(UL)?>>>
// topic: data
// An image distorted into an array that is const.
// says: the destination of the image is const std::array<float, 784>, but must be 784 values to write to: write std::array<float, 784> copy; and pass copy
#include <sinew/sinew.hpp>

using namespace sinew;

int main() {
  const std::array<float, 784> image{}, copy{};
  distort<shape<1, 28, 28>>(image, copy, {.right = 2});
}
