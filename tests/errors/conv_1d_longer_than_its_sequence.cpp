// expect: window_does_not_fit<sinew::mistake::layer<1>, sinew::mistake::given<sinew::shape<4, 5>>, sinew::mistake::length<5>, sinew::mistake::with_padding<0>, sinew::mistake::less_than_window<7>>
// topic: layers
// A kernel of 7 steps applied to a sequence of 5.
// says: layer 1, Conv1D<8, 7>, has a window of 7 positions, but its input, a sequence of 4 × 5 (channels × length), has 5 positions + 0 of padding: write Conv1D<8, 7, Same>, Conv1D<8, 7, Padding<1>> or Conv1D<8, 5>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<4, 5>, Conv1D<8, 7>> net;
  return static_cast<int>(net.parameters[0]);
}
