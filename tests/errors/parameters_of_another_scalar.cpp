// expect: wrong_values<sinew::mistake::given<std::vector<double[^|]*>, sinew::mistake::expected<std::span<const float[^|]*>>>
// topic: calls
// Parameters in double, assigned to those of an AnyNet.
// says: a view of values of float is assigned std::vector<double>: write an array, span or vector of float
#include <vector>

#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  AnyNet<4, 2, 1024> net = Net<Dense<4, 2>>{};
  net.parameters() = std::vector<double>(16);
}
