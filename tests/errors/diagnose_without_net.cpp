// expect: not_a_net<sinew::Dataset<std::array<float, 4>, int>>
// topic: data
// diagnose() called with data only.
// says: Dataset<std::array<float, 4>, int> is the data, where a net is expected: write the net first, as in (net, data, …)
#include <sinew/diagnose/diagnose.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Dataset<std::array<float, 4>, int> data;
  return diagnose(data).ok();
}
