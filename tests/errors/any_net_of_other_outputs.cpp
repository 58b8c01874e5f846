// expect: another_number_of_outputs<sinew::mistake::given<sinew::mistake::scalars<5>>, sinew::mistake::expected<sinew::mistake::scalars<4>>>
// topic: budgets
// AnyNet constructed from a net with another number of outputs.
// says: Net<Dense<28, 5, Softmax>> gives 5 values, but the nets of AnyNet<28, 4, 4096> give 4: write AnyNet<28, 5, 4096>, or a net of 4 outputs
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  AnyNet<28, 4, 4_KiB> any;
  initialize(any.emplace<Net<Dense<28, 5, Softmax>>>(), 1);
}
