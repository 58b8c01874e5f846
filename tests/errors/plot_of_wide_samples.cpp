// expect: not_a_function_of_two_inputs<[^|]*, sinew::mistake::given<std::array<float, 4>, int>>
// topic: data
// A function over the plane, and samples that do not lie in it.
// says: plot_decision_boundary() takes samples of type std::array<float, 2>, but is given std::array<float, 4>: write samples of the two numbers that are the axes
#include <sinew/report/plot.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

struct Boundary {
  int operator()(const std::array<float, 2>& p) const { return p[0] > p[1]; }
};

int main() {
  Dataset<std::array<float, 4>, int> data;
  plot_decision_boundary(Boundary{}, data, "boundary.svg");
}
