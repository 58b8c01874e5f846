// expect: training_needs_a_net_to_change<sinew::BasicNet<[^|]*>
// topic: training
// A Trainer of a temporary net, which is lost before training begins.
// says: training changes the net, but this one, Net<Dense<4, 3, Softmax>>, is a temporary: give it a name, Net<Dense<4, 3, Softmax>> net; and pass net
#include <sinew/sinew.hpp>
using namespace sinew;

using Digits = Net<Dense<4, 3, Softmax>>;

int main() { Trainer trainer(Digits{}, SGD{}); }
