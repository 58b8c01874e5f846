// expect: wrong_input_data<sinew::mistake::given<sinew::shape<784>>, sinew::mistake::expected<sinew::mistake::channels_height_width>>
// topic: data
// What is distorted is no image.
// way out: shape\<1, 28, 28>: channels, height and width, as the net's input.
#include <array>

#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  std::array<float, 784> image{}, copy{};
  distort<shape<784>>(image, std::span(copy), {.right = 2});
}
