// expect: values_are_read_only<std::span<const [^|]*long[^|]*>
// topic: data
// An order assigned to batches.
// says: the indices of a Batches are read-only: write batches.shuffle(engine) or batches.sort() to change their order, or loop over indices of your own
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Batches batches(3, 2);
  batches.order() = std::vector<std::size_t>{2, 1, 0};
}
