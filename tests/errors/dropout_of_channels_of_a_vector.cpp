// expect: not_an_image<sinew::mistake::layer<1>, sinew::Dropout2D<sinew::Ratio<1, 5>>, sinew::mistake::given<sinew::shape<8>>, sinew::mistake::expected<sinew::mistake::channels_height_width>>
// topic: layers
// Dropout of whole channels, applied to a vector.
// says: layer 1, Dropout2D<Ratio<1, 5>>, takes an image (channels × height × width) or a sequence (channels × length), but layer 0, Dense<4, 8>, gives 8 values: write Dropout<Ratio<1, 5>>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8>, Dropout2D<Ratio<1, 5>>, Dense<8, 2>> net;
  initialize(net, 1);
}
