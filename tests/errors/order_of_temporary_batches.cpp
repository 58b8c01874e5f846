// expect: view_of_a_temporary<sinew::Batches>
// topic: data
// The order of batches that nothing keeps.
// says: the view would refer to Batches, a temporary that is destroyed at the end of the expression: write const Batches object = …; and object in its place
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  std::size_t sum = 0;
  for (const std::size_t i : Batches(100, 16).order()) sum += i;
  return static_cast<int>(sum);
}
