// expect: wrong_value_of_an_option<sinew::mistake::given<char ?\[3\]>, sinew::mistake::expected<(long )?unsigned (int|long)>>
// topic: training
// An option of another type.
// says: the option .epochs of fit() is given a text, char[3], but takes a whole number: write .epochs = 10
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit(net, data, CrossEntropy{}, Adam{}, {.epochs = "10"});
}
