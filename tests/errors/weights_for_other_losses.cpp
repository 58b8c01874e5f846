// expect: wrong_number_of_weights<sinew::mistake::given<sinew::mistake::weights<1>>, sinew::mistake::expected<sinew::mistake::weights<2>>>
// topic: training
// A weight for one of two losses.
// says: Losses has 2 losses, but weighted() is given 1 number: write one for each loss
#include <sinew/sinew.hpp>
using namespace sinew;

int main() { return static_cast<int>(Losses{CrossEntropy{}, MSE{}}.weighted(0.5).weights[0]); }
