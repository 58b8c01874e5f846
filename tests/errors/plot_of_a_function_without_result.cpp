// expect: not_a_function_of_two_inputs<[^|]*, sinew::mistake::given<std::array<float, 2>, int>>
// topic: data
// A decision boundary of a function that returns nothing.
// says: plot_decision_boundary() takes a function that maps std::array<float, 2> to a class or number, but is given another one: write [&](std::array<float, 2> p) { return net.predict(p); }
#include <sinew/report/plot.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

struct Nothing {
  void operator()(const std::array<float, 2>&) const {}
};

int main() {
  Dataset<std::array<float, 2>, int> data;
  plot_decision_boundary(Nothing{}, data, "boundary.svg");
}
