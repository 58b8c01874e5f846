// expect: not_a_callback<sinew::mistake::given<[^|]*>, sinew::mistake::expected<bool ?\(const sinew::Epoch ?&\)>>
// topic: training
// A callback that does not take an Epoch.
// says: an argument after the options is a function that takes neither an Epoch nor a TrainingStep, or returns something other than nothing or bool: write [](const Epoch& epoch) { … }, which may return false to end the training
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  auto callback = [](int epoch, double loss) { return epoch < 10 && loss > 0.1; };
  fit(net, data, CrossEntropy{}, SGD{}, {}, callback);
}
