// expect: made_for_another_net<sinew::mistake::given<sinew::BasicNet<float, sinew::Dense<4, 8[^|]*, sinew::mistake::expected<sinew::BasicNet<float, sinew::Dense<4, 8, sinew::ReLU
// topic: calls
// fold_batch_norm() into a net of the type before folding.
// says: fold_batch_norm(net, folded) writes to folded, a net of the folded layers, but is given another net, whose layer 0 is Dense<4, 8>, not Dense<4, 8, ReLU>: write folded_t<Net<Dense<4, 8>, BatchNorm<>, Activate<ReLU>>> folded
#include <sinew/sinew.hpp>
using namespace sinew;

using Normed = Net<Dense<4, 8>, BatchNorm<>, Activate<ReLU>>;

int main() {
  Normed net, folded;
  fold_batch_norm(net, folded);
}
