// expect: view_of_a_temporary<sinew::Dataset<std::array<float, 2>, int>>
// topic: data
// A subset of the data set that a function returns.
// says: the view would refer to Dataset<std::array<float, 2>, int>, a temporary or moved object, which is destroyed before the view: write const auto data = …; and data in its place
#include <sinew/sinew.hpp>
using namespace sinew;

Dataset<std::array<float, 2>, int> load();

int main() {
  const auto some = load().subset(0, 100);
  return static_cast<int>(some.size());
}
