// expect: wrong_fit_options<sinew::mistake::given<[^|]*>, sinew::mistake::expected<sinew::FitOptions<[^|]*>
// topic: training
// A callback without options before it.
// says: the argument in place of the options of fit() is a function: write the options before it, {.epochs = 10}, or {} for none
#include <sinew/sinew.hpp>

using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  auto callback = [](const Epoch& epoch) { return epoch.loss > 0.1; };
  fit(net, data, CrossEntropy{}, Adam{}, callback);
}
