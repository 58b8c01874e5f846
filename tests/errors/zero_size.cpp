// expect: zero_size<sinew::mistake::layer<1>, sinew::Dense<8, 0, sinew::ReLU[^>]*>>
// topic: layers
// A layer without outputs.
// says: layer 1, Dense<8, 0, ReLU>, has a size of 0: write sizes, strides and factors of at least 1
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8>, Dense<8, 0, ReLU>, Dense<0, 2>> net;
  return static_cast<int>(net({1, 2, 3, 4})[0]);
}
