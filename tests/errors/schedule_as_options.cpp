// expect: wrong_fit_options<sinew::mistake::given<sinew::Schedule>, sinew::mistake::expected<sinew::FitOptions<[^|]*>
// topic: training
// A schedule in place of the options.
// says: the argument in place of the options of fit() is a Schedule: write {.schedule = …}
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit(net, data, CrossEntropy{}, SGD{}, cosine_decay(10));
}
