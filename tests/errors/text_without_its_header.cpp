// expect: header_is_not_included<sinew::mistake::header::report_text_hpp>
// topic: data
// A history as text without the header of reports.
// says: to_string() of a History or ConfusionMatrix is in a header that sinew.hpp does not include: write #include <sinew/report/text.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  const History history = fit(net, data, CrossEntropy{}, Adam{});
  return to_string(history).c_str()[0];
}
