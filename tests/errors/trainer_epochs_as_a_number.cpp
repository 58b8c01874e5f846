// expect: wrong_fit_options<sinew::mistake::given<int>, sinew::mistake::expected<sinew::FitOptions<[^|]*>
// topic: training
// The number of epochs of Trainer::fit() as a bare number.
// says: the argument in place of the options of fit() is a number, int: write {.epochs = …} if it is the number of epochs
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  Trainer trainer(net, SGD{});
  trainer.fit(data, CrossEntropy{}, 10);
}
