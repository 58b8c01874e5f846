// expect: no_such_option_of_fit<sinew::mistake::given<sinew::mistake::option::verbose>, sinew::mistake::instead<sinew::mistake::option::argument_after_the_options>>
// topic: training
// A progress display as an option.
// says: fit() has no option .verbose: write it after the options, fit(net, data, loss, optimizer, {…}, ProgressDisplay(10)), from <sinew/report/progress.hpp>
// way out: ProgressDisplay and callbacks follow the options: fit(net, data, CrossEntropy{}, Adam{}, {.epochs = 10}, ProgressDisplay(10)).
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit(net, data, CrossEntropy{}, Adam{}, {.epochs = 10, .verbose = true});
}
