// expect: wavenet_has_two<sinew::mistake::layer<0>, sinew::WaveNetStack<4, sinew::Dilated<3, sinew::Tanh, 1, 2>, sinew::Head<1(, 1)?>, sinew::Head<2(, 1)?>>>
// topic: layers
// A stack of a WaveNet with two heads.
// says: layer 0, WaveNet<1, WaveNetStack<4, Dilated<3, Tanh, 1, 2>, Head<1, 1>, Head<2, 1>>>, has WaveNetStack<4, Dilated<3, Tanh, 1, 2>, Head<1, 1>, Head<2, 1>>, with two heads or two bottlenecks: remove one
#include <sinew/sinew.hpp>
using namespace sinew;

Net<WaveNet<1, WaveNetStack<4, Dilated<3, Tanh, 1, 2>, Head<1>, Head<2>>>> net;
