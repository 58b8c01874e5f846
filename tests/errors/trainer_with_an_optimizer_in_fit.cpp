// expect: wrong_fit_options<sinew::mistake::given<sinew::Adam>, sinew::mistake::expected<sinew::FitOptions<[^|]*>
// topic: training
// An optimizer in Trainer::fit(), whose optimizer is that of the Trainer.
// says: the argument in place of the options of fit() is Adam, an optimizer: write {.epochs = 10} there; a Trainer takes its optimizer once, Trainer trainer(net, Adam{}), and fit() one after the loss
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  Trainer trainer(net, Adam{});
  trainer.fit(data, CrossEntropy{}, Adam{}, {.epochs = 2});
}
