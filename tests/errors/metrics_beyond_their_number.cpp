// expect: too_many_metrics<7, 6>
// topic: training
// Seven metrics, where a call takes six.
// says: a call takes at most 6 metrics, but is given 7: measure the others by evaluate(net, data, loss, metrics…)
#include <sinew/sinew.hpp>

using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit(net, data, CrossEntropy{}, SGD{}, {}, F1{}, Precision{}, Recall{}, RocAuc{}, TopKAccuracy<2>{}, F1<Micro>{},
      F1<OfClass<0>>{});
}
