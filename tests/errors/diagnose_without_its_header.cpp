// expect: header_is_not_included<sinew::mistake::header::diagnose_diagnose_hpp>
// topic: training
// diagnose() without its header.
// says: diagnose() is in a header that sinew.hpp does not include: write #include <sinew/diagnose/diagnose.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  return diagnose(net, data).ok();
}
