// expect: wrong_input_data<sinew::mistake::given<sinew::shape<784>>, sinew::mistake::expected<sinew::mistake::channels_height_width>>
// topic: data
// distort() of a shape that is not an image.
// says: the shape of the image is shape<784>, but must have channels, height and width, each at least 1: write shape<1, 28, 28>
#include <array>

#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  std::array<float, 784> image{}, copy{};
  distort<shape<784>>(image, std::span(copy), {.right = 2});
}
