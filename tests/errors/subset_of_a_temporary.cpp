// expect: view_of_a_temporary<sinew::Dataset<std::array<float, 2>, int>>
// topic: data
// A subset of the data set that a function returns.
// way out: Keep the data set: const auto data = load(); data.subset(0, 100);
#include <sinew/sinew.hpp>
using namespace sinew;

Dataset<std::array<float, 2>, int> load();

int main() {
  const auto some = load().subset(0, 100);
  return static_cast<int>(some.size());
}
