// expect: not_an_activation_of_single_values<sinew::mistake::layer<0>, .*sinew::Softmax>
// topic: layers
// An activation of all values together in a WaveNet.
// says: layer 0, WaveNet<1, WaveNetStack<4, Dilated<3, Softmax, 1, 2>, Head<1, 1>>>, has Softmax, which is no activation of single values: write one such as Tanh, Sigmoid or Identity
#include <sinew/sinew.hpp>
using namespace sinew;

Net<WaveNet<1, WaveNetStack<4, Dilated<3, Softmax, 1, 2>, Head<1>>>> net;
