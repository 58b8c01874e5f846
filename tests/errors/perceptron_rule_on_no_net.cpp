// expect: not_a_net<int>
// topic: training
// fit_perceptron() of something other than a net.
// says: int is given, where a net is expected: write a Net<…> or BasicNet<…>
#include <sinew/sinew.hpp>

using namespace sinew;

int main() {
  int net = 0;
  Dataset<std::array<float, 2>, int> data;
  fit_perceptron(net, data);
}
