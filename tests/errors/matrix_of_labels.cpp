// expect: several_labels_have_no_single_class<sinew::Sigmoid, sinew::mistake::given<std::array<float, 3>>>
// topic: data
// A confusion matrix of several yes/no outputs.
// says: the outputs (Sigmoid) and targets (std::array<float, 3>) are yes/no answers, so a sample has no single class: write accuracy(net, data), which counts the answers, or end the net in Softmax and use class indices as targets
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Sigmoid>> net;
  Dataset<std::array<float, 4>, std::array<float, 3>> data;
  return static_cast<int>(confusion_matrix(net, data).total());
}
