// expect: wavenet_lacks<sinew::mistake::layer<0>, sinew::WaveNetStack<4, sinew::Dilated<3, sinew::Tanh, 1, 2>>, sinew::Head<1(, 1)?>>
// topic: layers
// A stack of a WaveNet without a head.
// says: layer 0, WaveNet<1, WaveNetStack<4, Dilated<3, Tanh, 1, 2>>>, has WaveNetStack<4, Dilated<3, Tanh, 1, 2>>, which lacks a part: add one such as Head<1, 1>
#include <sinew/sinew.hpp>
using namespace sinew;

Net<WaveNet<1, WaveNetStack<4, Dilated<3, Tanh, 1, 2>>>> net;
