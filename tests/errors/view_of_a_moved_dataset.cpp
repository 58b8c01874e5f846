// expect: view_of_a_temporary<sinew::Dataset<std::array<float, 2>, int>>
// topic: data
// A view of a data set that is moved.
// says: the view would refer to Dataset<std::array<float, 2>, int>, a temporary or moved object, which is destroyed before the view: write const auto data = …; and data in its place
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Dataset<std::array<float, 2>, int> data;
  DataView view(std::move(data));
  return static_cast<int>(view.size());
}
