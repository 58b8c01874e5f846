// expect: wrong_source<sinew::mistake::given<Windows>, sinew::mistake::expected<std::span<float, 4>, std::span<float, 3>>>
// topic: data
// A source that reads targets of another size than the net's outputs.
// says: the source of samples, Windows, must have std::size_t size() const, and read() const for this net: write void read(std::size_t i, std::span<float, 4> x, std::span<float, 3> t) const
#include <sinew/sinew.hpp>

using namespace sinew;

struct Windows {
  std::size_t size() const { return 10; }
  void read(std::size_t, std::span<float, 4>, std::span<float, 1>) const {}
};

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  const Windows windows;
  fit(net, OnDemand(windows), CrossEntropy{}, Adam{});
}
