// expect: view_of_a_temporary<sinew::Dataset<std::array<float, 2>, int>>
// topic: data
// A view of a data set that is moved.
// way out: A view owns nothing: write DataView view = data; and keep data.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Dataset<std::array<float, 2>, int> data;
  DataView view(std::move(data));
  return static_cast<int>(view.size());
}
